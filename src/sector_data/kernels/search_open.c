/* Setting a search up and taking it down. */

#include "search.h"

KERNEL void search_close(search *s) {
    if (!s) return;
    int64_t cells = s->start[s->dimensions];
    for (int64_t c = 0; c < cells; c++) {
        for (int64_t to = 0; s->maps && s->lifts && to < 256; to++) {
            if (s->maps[c]) free(s->maps[c][to]);
            if (s->lifts[c]) free(s->lifts[c][to]);
        }
        if (s->maps) free(s->maps[c]);
        if (s->lifts) free(s->lifts[c]);
        if (s->cheapest) free(s->cheapest[c]);
        if (s->rare) free(s->rare[c]);
    }
    free(s->maps);
    free(s->lifts);
    free(s->cheapest);
    free(s->cheap_count);
    free(s->rare);
    free(s->rare_rows);
    for (int w = 0; w < MOST_WORDS; w++) {
        s->base.keys[w] = NULL; /* the caller's */
        free(s->made_keys[w]);
        free(s->class_keys[w]);
    }
    s->base.rows = NULL;
    search_free_table(s, &s->base);
    for (int i = 0; i < CACHED; i++) search_free_table(s, s->cached + i);
    free(s->cells);
    free(s->places);
    free(s->slots);
    free(s->of);
    free(s->class_rows);
    free(s->fate);
    for (int m = 0; m < MOST_MEMBERS; m++) {
        free(s->class_things[m]);
        free(s->class_held[m]);
    }
    free(s->histogram);
    free(s->coarser);
    free(s->touched);
    free(s->shares);
    free(s->of_size);
    free(s->extra);
    free(s);
}

typedef struct {
    double gain;
    double rows;
} priced;

static int by_gain(const void *a, const void *b) {
    double x = ((const priced *)a)->gain, y = ((const priced *)b)->gain;
    return (x > y) - (x < y);
}

/* For each position, the rows in order of what suppressing them costs. */
static int price(search *s) {
    for (int d = 0; d < s->dimensions; d++) {
        for (int64_t p = 0; p < s->given.lengths[d]; p++) {
            int64_t c = s->start[d] + p, size = s->given.sizes[c];
            priced *list = calloc((size_t)(size ? size : 1), sizeof *list);
            s->cheapest[c] = malloc((size_t)(size ? size : 1) * 2 * sizeof(double));
            const int32_t *map = search_map(s, d, 0, (int)p);
            if (!list || !s->cheapest[c] || !map) {
                free(list);
                return 0;
            }
            for (int64_t g = 0; g < size; g++) list[g].gain = s->given.gains[c][g];
            for (int64_t i = 0; i < s->base.n; i++)
                list[map[search_code(s, s->base.keys, d, i)]].rows += (double)s->base.rows[i];
            qsort(list, (size_t)size, sizeof *list, by_gain);
            double rows = 0.0;
            for (int64_t g = 0; g < size; g++) {
                s->cheapest[c][g] = list[g].gain;
                s->cheapest[c][size + g] = rows += list[g].rows;
            }
            s->cheap_count[c] = size;
            free(list);
        }
    }
    return 1;
}

static int hold_members(search *s) {
    size_t n = (size_t)(s->base.n ? s->base.n : 1);
    for (int64_t m = 0; m < s->given.members; m++) {
        int64_t most = s->given.thresholds[m];
        s->class_things[m] = malloc(n * (size_t)most * sizeof(int32_t));
        s->class_held[m] = malloc(n * sizeof(int32_t));
        s->base.things[m] = malloc(n * (size_t)most * sizeof(int32_t));
        s->base.held[m] = malloc(n * sizeof(int32_t));
        if (!s->class_things[m] || !s->class_held[m] || !s->base.things[m] || !s->base.held[m]) return 0;
        for (int64_t i = 0; i < s->base.n; i++) {
            int64_t from = s->given.offsets[m][i], many = s->given.offsets[m][i + 1] - from;
            if (many > most) many = most;
            s->base.held[m][i] = (int32_t)many;
            for (int64_t j = 0; j < many; j++) s->base.things[m][i * most + j] = s->given.things[m][from + j];
        }
    }
    return 1;
}

/* Return a search, or NULL without memory. What the problem points to must outlive it. */
KERNEL search *search_open(const search_problem *given) {
    search *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->given = *given;
    s->dimensions = (int)given->dimensions;
    s->nodes = 1;
    for (int d = s->dimensions - 1; d >= 0; d--) {
        s->stride[d] = s->nodes;
        s->nodes *= given->lengths[d];
        s->mask[d] = (UINT64_C(1) << given->widths[d]) - 1;
        s->word[d] = (int)(given->shifts[d] / 64);
        s->shift[d] = (int)(given->shifts[d] % 64);
    }
    int64_t widest = 1, places = 1;
    for (int d = 0; d < s->dimensions; d++) {
        s->class_mask[s->word[d]] |= s->mask[d] << s->shift[d];
        s->start[d + 1] = s->start[d] + given->lengths[d];
        places += (INT64_C(1) << given->widths[d]) + (INT64_C(1) << PART_BITS);
    }
    int64_t cells = s->start[s->dimensions];
    for (int64_t c = 0; c < cells; c++)
        if (given->sizes[c] > widest) widest = given->sizes[c];
    s->base.n = given->classes;
    s->words = (int)given->words;
    for (int w = 0; w < s->words; w++) s->base.keys[w] = (uint64_t *)given->keys + w * s->base.n;
    s->base.rows = (int64_t *)given->rows;
    size_t n = (size_t)(s->base.n ? s->base.n : 1), slots = 16;
    while (slots < 4 * n) slots *= 2;
    size_t wide = (size_t)widest > n ? (size_t)widest : n;
    s->maps = calloc((size_t)cells, sizeof *s->maps);
    s->lifts = calloc((size_t)cells, sizeof *s->lifts);
    s->cheapest = calloc((size_t)cells, sizeof *s->cheapest);
    s->cheap_count = calloc((size_t)cells, sizeof *s->cheap_count);
    s->rare = calloc((size_t)cells, sizeof *s->rare);
    s->rare_rows = calloc((size_t)cells, sizeof *s->rare_rows);
    s->most_cells = (int64_t)slots * 4 + 64;
    s->cells = malloc((size_t)s->most_cells);
    s->places = calloc((size_t)places, sizeof *s->places);
    s->slots = malloc(slots * sizeof *s->slots);
    s->of = malloc(n * sizeof *s->of);
    s->class_rows = malloc(n * sizeof *s->class_rows);
    s->fate = malloc(n);
    s->histogram = calloc((size_t)widest, sizeof *s->histogram);
    s->coarser = calloc((size_t)widest, sizeof *s->coarser);
    s->touched = malloc(wide * sizeof *s->touched);
    s->extra = calloc((size_t)cells, sizeof *s->extra);
    int fine = s->maps && s->lifts && s->cheapest && s->cheap_count && s->rare && s->rare_rows &&
               s->cells && s->places && s->slots && s->of && s->class_rows && s->fate &&
               s->histogram && s->coarser && s->touched && s->extra;
    for (int w = 0; fine && w < s->words; w++) {
        s->made_keys[w] = malloc(n * sizeof **s->made_keys);
        s->class_keys[w] = malloc(n * sizeof **s->class_keys);
        fine = s->made_keys[w] && s->class_keys[w];
    }
    for (int64_t c = 0; fine && c < cells; c++) {
        s->maps[c] = calloc(256, sizeof **s->maps);
        s->lifts[c] = calloc(256, sizeof **s->lifts);
        fine = s->maps[c] && s->lifts[c];
    }
    if (fine && given->average > 0) {
        double smallest = 1.0 / given->average + 2;
        s->of_size_length = smallest < (double)given->total + 1 ? (int64_t)smallest : given->total + 1;
        s->of_size = malloc((size_t)(s->of_size_length + 1) * sizeof *s->of_size);
        fine = s->of_size != NULL;
    }
    fine = fine && hold_members(s) && search_slice(s);
    if (fine && given->extra == GAIN && given->aggregate <= SUM && (given->average > 0 || given->kinds))
        fine = price(s);
    if (fine) return s;
    search_close(s);
    return NULL;
}
