/* What the parts of the search share: the problem, tables of classes, and what is seen at a node.

   A key holds one code for each dimension in a field of bits of its own, and the sensitive value,
   when there is one, in another. It has as many words as the fields need; none lies in two of them.
   Fields keep their place at every level, so that only the fields of dimensions whose level changes
   are looked up and rewritten. */

#ifndef SECTOR_DATA_SEARCH_H
#define SECTOR_DATA_SEARCH_H

#include "kernels.h"

enum { PRODUCT = 0, SUM = 1, AVERAGE_CLASS = 2, DISCERNIBILITY = 3 };
enum { GAIN = 0, ENTROPY = 1 };
enum { ALLOWED = 1, REFUSED = 2 };
enum { MOST_DIMENSIONS = 64, MOST_MEMBERS = 8, CACHED = 24, PART_BITS = 11, MOST_WORDS = 4 };

#define TIE 1e-12

/* As `Problem` in searching.py. "Flat" arrays have a cell for each position of each dimension. */
typedef struct {
    int64_t dimensions;
    const int64_t *lengths;       /* positions of each dimension */
    const int64_t *values;        /* distinct values of each dimension */
    const int64_t *const *groups; /* flat: group of each value */
    const int64_t *sizes;         /* flat: number of groups */
    const double *const *gains;   /* flat: what a row of each group loses when it is suppressed */
    const double *floors;         /* flat: what the position costs whatever is suppressed */
    const double *climbs;         /* flat: cost that orders the path of first looks */
    const int64_t *ranks;         /* flat: level in the hierarchy */
    const double *weights;
    const int64_t *shifts;
    const int64_t *widths;
    int64_t classes; /* rows of the base table */
    int64_t words;   /* of a key */
    const uint64_t *keys; /* their first words, then their second ones */
    const int64_t *rows;
    int64_t total;
    int64_t allowance;
    int64_t k;
    int64_t members;
    const int64_t *thresholds;        /* of each member */
    const int64_t *const *offsets;    /* of each member: where the things of a class start */
    const int32_t *const *things;
    int64_t kinds; /* sensitive values that closeness compares; 0 when nothing does */
    int64_t kind_shift;
    int64_t kind_width;
    const double *reference;
    double closeness;
    double average; /* largest average risk; 0 when nothing asks for it */
    int64_t aggregate;
    int64_t extra;
} search_problem;

typedef struct {
    int64_t n;
    int16_t node[MOST_DIMENSIONS];
    uint64_t *keys[MOST_WORDS];
    int64_t *rows;
    int32_t *things[MOST_MEMBERS]; /* n slots of `threshold` things each */
    int32_t *held[MOST_MEMBERS];   /* how many of them are taken */
} search_table;

typedef struct {
    int64_t suppressed; /* rows */
    int64_t forced;     /* rows that every finer node suppresses at least */
    int64_t classes;
    int64_t kept;
    double value;
    double least; /* of every coarser node, for metrics of class sizes */
    int allowed;
    int dead; /* no finer node is allowed */
} search_look_result;

typedef struct {
    search_problem given;
    int dimensions;
    int64_t start[MOST_DIMENSIONS + 1]; /* of each dimension in flat arrays */
    int64_t stride[MOST_DIMENSIONS];
    int64_t nodes;
    int words;
    int word[MOST_DIMENSIONS];  /* where the field of each dimension lies */
    int shift[MOST_DIMENSIONS]; /* and how high in it */
    uint64_t mask[MOST_DIMENSIONS];
    uint64_t class_mask[MOST_WORDS]; /* all fields but the sensitive one */
    uint64_t ***lifts;    /* flat by finer position, then by coarser position: shifted codes */
    int32_t ***maps;      /* the same, unshifted */
    double **cheapest;    /* flat: gains of the groups in rising order, then rows up to each */
    int64_t *cheap_count; /* flat: number of those groups */
    uint8_t **rare;       /* flat: which groups make slices */
    int64_t *rare_rows;   /* flat: rows of those groups */
    int pause;            /* looks until the next slice */
    search_table base;
    search_table cached[CACHED];
    int next_cached;
    /* What one look needs. */
    uint64_t *made_keys[MOST_WORDS];
    uint8_t *cells;
    int64_t most_cells;
    uint32_t *places; /* of a cell: what each part of a key adds */
    uint32_t *slots;
    uint32_t *of;
    uint64_t *class_keys[MOST_WORDS];
    int64_t *class_rows;
    uint8_t *fate; /* 0 kept, 1 fails a monotone model, 2 fails another one */
    int32_t *class_things[MOST_MEMBERS];
    int32_t *class_held[MOST_MEMBERS];
    int64_t *histogram;
    int64_t *coarser;
    int32_t *touched;
    int32_t *shares; /* sensitive values by class */
    int64_t shares_size;
    int64_t *of_size; /* classes of each size, for average risk */
    int64_t of_size_length;
    double *extra; /* flat: least extra cost at and below the node looked at */
    /* The lattice. */
    double *bounds;
    uint8_t *positions;
    uint8_t *seen; /* 0, or what a look at the node said */
    int64_t last_classes; /* of the node looked at last */
    int best_found;
    int16_t best[MOST_DIMENSIONS];
    double best_value;
    int64_t best_suppressed;
    int64_t checked;
    int64_t most; /* looks that may be taken */
    double end;   /* of the clock, when to stop */
    int failed; /* memory */
} search;

/* The code of a row of some keys in a dimension. */
static inline int64_t search_code(const search *s, uint64_t *const *keys, int d, int64_t i) {
    return (int64_t)(keys[s->word[d]][i] >> s->shift[d] & s->mask[d]);
}

void search_keys(search *s, const search_table *t, const int16_t *node, const uint64_t *keep);
int64_t search_at_least(search *s, const search_table *t);
int64_t search_group(search *s, const search_table *t);
int search_count(search *s, const search_table *t, const int16_t *node, search_look_result *seen);
int search_members(search *s, const search_table *t, int64_t classes);
int search_roll_up(search *s, const search_table *t, const int16_t *node, search_table *made);
int search_slice(search *s);
int search_fails_early(search *s, const search_table *t, const int16_t *node);
void search_free_table(search *s, search_table *t);
const int32_t *search_map(search *s, int d, int from, int to);
search_look_result search_look_at(search *s, const search_table *t, const int16_t *node, int bounds);
void search_average_risk(search *s, const int16_t *node, int64_t classes, search_look_result *seen);
void search_closeness(search *s, const search_table *t, int64_t classes, search_look_result *seen);
double search_costs(search *s, const search_table *t, const int16_t *node, search_look_result *seen,
                    int bounds);
double search_least(const search *s, double squares, int64_t passing, int64_t rest);
double search_fewer(const search *s, const search_table *t, const int16_t *node);
int64_t search_number(const search *s, const int16_t *node);
double search_bar(const search *s);
const search_table *search_source(const search *s, const search_table *t, const int16_t *node);
void search_remember(search *s, const search_table *t, const int16_t *node, int64_t classes);
int search_learn(search *s, const search_table *t, const int16_t *node, double *factors);
void search_first_solutions(search *s, double *factors);
void search_take(search *s, const int16_t *node, const search_look_result *seen);
double search_clock(void);
int search_spent(const search *s);
int search_better(search *s, const int16_t *node, double value, int64_t suppressed);

#endif
