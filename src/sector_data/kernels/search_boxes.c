/* The search through a lattice too large to hold. It may be stopped, and says what no node costs less
   than.

   A box is all nodes from a finest to a coarsest one. A look at the coarsest tells whether any of
   them is allowed and what they suppress at least, which with the levels of the finest bounds what
   they cost. Boxes are split until their bounds pass the best node's cost, coarse halves first. When
   no box is left, that node is optimal. */

#include <math.h>

#include "search.h"

enum { SMALL = 256, MOST_FAILED = 4096, PACKED = MOST_DIMENSIONS / 8 };

typedef struct {
    search *s;
    double least; /* bound of the boxes that were left closed */
    int64_t failed;           /* nodes that failed */
    uint64_t (*list)[PACKED]; /* the last of them, one byte a position */
} boxes;

static void pack(const search *s, const int16_t *node, uint64_t *packed) {
    memset(packed, 0, PACKED * sizeof *packed);
    for (int d = 0; d < s->dimensions; d++) packed[d / 8] |= (uint64_t)node[d] << d % 8 * 8;
}

/* Whether a node is finer than one that failed. Positions are below 128 here. */
static int known_to_fail(const boxes *b, const int16_t *node) {
    const uint64_t tops = ~UINT64_C(0) / 255 << 7;
    uint64_t packed[PACKED];
    pack(b->s, node, packed);
    int64_t many = b->failed < MOST_FAILED ? b->failed : MOST_FAILED;
    int words = (b->s->dimensions + 7) / 8;
    for (int64_t i = 0; i < many; i++) {
        uint64_t above = tops;
        for (int w = 0; w < words; w++) above &= (b->list[i][w] | tops) - packed[w];
        if (above == tops) return 1;
    }
    return 0;
}

static double bound_of(const search *s, const int16_t *low, const double *extra) {
    double bound = s->given.aggregate == PRODUCT ? 1.0 : 0.0;
    for (int d = 0; d < s->dimensions; d++) {
        int64_t c = s->start[d] + low[d];
        double term = s->given.floors[c] + extra[c], weight = s->given.weights[d];
        if (s->given.aggregate == SUM)
            bound += weight * term;
        else
            bound *= weight == 1.0 ? 1.0 + term : pow(1.0 + term, weight);
    }
    return bound;
}

/* Look through a box whose nodes are all at least as coarse as the table. `extra` bounds what
   suppression adds at each position, `bound` what the nodes cost. */
static void explore(boxes *b, const search_table *t, const int16_t *low, const int16_t *high,
                    const double *extra, double bound, int seen) {
    search *s = b->s;
    if (s->failed) return;
    int levels = s->given.aggregate <= SUM;
    if (levels) {
        double own = bound_of(s, low, extra);
        if (own > bound) bound = own;
    }
    if (bound > search_bar(s) || search_spent(s)) {
        if (bound < b->least) b->least = bound;
        return;
    }
    int64_t cells = s->start[s->dimensions];
    double *mine = NULL;
    if (!seen) {
        if (known_to_fail(b, high)) return;
        search_look_result look = search_look_at(s, search_source(s, t, high), high, levels);
        if (s->failed) return;
        search_take(s, high, &look);
        if (look.dead) {
            pack(s, high, b->list[b->failed++ % MOST_FAILED]);
            return;
        }
        if (levels && look.forced > 0) {
            mine = malloc((size_t)cells * sizeof *mine);
            if (!mine) {
                s->failed = 1;
                return;
            }
            for (int64_t c = 0; c < cells; c++) mine[c] = extra[c];
            for (int d = 0; d < s->dimensions; d++)
                for (int64_t c = s->start[d]; c <= s->start[d] + high[d]; c++)
                    if (s->extra[c] > mine[c]) mine[c] = s->extra[c];
            extra = mine;
            double own = bound_of(s, low, extra);
            if (own > bound) bound = own;
        }
    }
    int split = -1;
    double most = -1.0;
    for (int d = 0; d < s->dimensions; d++) {
        const double *climbs = s->given.climbs + s->start[d];
        double climb = climbs[high[d]] - climbs[low[d]];
        if (high[d] > low[d] && climb > most) {
            split = d;
            most = climb;
        }
    }
    if (split >= 0 && bound <= search_bar(s)) {
        search_table made;
        int owned = t->n > SMALL && search_fewer(s, t, low) >= 64.0 && search_roll_up(s, t, low, &made);
        if (owned) t = &made;
        int16_t edge[MOST_DIMENSIONS];
        int middle = (low[split] + high[split] + 1) / 2;
        memcpy(edge, low, sizeof edge);
        edge[split] = (int16_t)middle;
        double above = bound;
        if (!levels && !s->failed) {
            search_look_result look = search_look_at(s, t, edge, 0);
            search_take(s, edge, &look);
            if (look.least > above) above = look.least;
        }
        explore(b, t, edge, high, extra, above, 1);
        memcpy(edge, high, sizeof edge);
        edge[split] = (int16_t)(middle - 1);
        explore(b, t, low, edge, extra, bound, 0);
        if (owned) search_free_table(s, &made);
    } else if (split >= 0 && bound < b->least) {
        b->least = bound;
    }
    free(mine);
}

/* Search until so many nodes were looked at, or seconds are over. Values are the best node's cost and
   what no node costs less than; numbers are its suppressed rows and the nodes looked at. Returns 1
   when a node was found, 0 when none was, -1 without memory. */
KERNEL int64_t search_within(search *s, int64_t most, double seconds, int64_t *node, double *values,
                             int64_t *numbers) {
    int64_t cells = s->start[s->dimensions];
    double *extra = calloc((size_t)cells, sizeof *extra);
    boxes b = {.s = s, .least = INFINITY};
    s->most = most;
    s->end = search_clock() + seconds;
    b.list = malloc(MOST_FAILED * sizeof *b.list);
    int16_t low[MOST_DIMENSIONS] = {0}, top[MOST_DIMENSIONS] = {0};
    for (int d = 0; d < s->dimensions; d++) top[d] = (int16_t)(s->given.lengths[d] - 1);
    int levels = s->given.aggregate <= SUM;
    search_look_result look = {0};
    if (extra && b.list)
        look = search_look_at(s, &s->base, top, levels);
    else
        s->failed = 1;
    if (!s->failed && !look.dead) {
        search_take(s, top, &look);
        if (look.forced > 0 && levels) memcpy(extra, s->extra, (size_t)cells * sizeof *extra);
        search_first_solutions(s, NULL);
        explore(&b, &s->base, low, top, extra, 0.0, 1);
    }
    free(extra);
    free(b.list);
    if (s->failed) return -1;
    for (int d = 0; d < s->dimensions; d++) node[d] = s->best[d];
    values[0] = s->best_value;
    values[1] = b.least < s->best_value ? b.least : s->best_value;
    numbers[0] = s->best_suppressed;
    numbers[1] = s->checked;
    return s->best_found;
}
