/* Seeing early that a node suppresses too much: from a slice of the table.

   The rows of one group of one dimension share their classes with no other rows, so what they alone
   come to bounds what the whole does. Slices are made of the rarest groups, whose classes are the
   smallest. */

#include "search.h"

typedef struct {
    int64_t rows;
    int64_t group;
} group_rows;

static int by_rows(const void *a, const void *b) {
    const group_rows *x = a, *y = b;
    if (x->rows != y->rows) return x->rows < y->rows ? -1 : 1;
    return x->group < y->group ? -1 : 1;
}

enum { SHARE = 10, SMALL = 1 << 14, PAUSE = 4 };

/* Choose the groups of each position, where slices can pay. Returns 0 without memory. */
int search_slice(search *s) {
    int64_t wanted = s->given.total / SHARE + 2 * s->given.allowance;
    if (s->base.n < SMALL || s->given.aggregate > SUM || s->given.k < 2 || s->given.k > 127 ||
        wanted > s->given.total / 2)
        return 1;
    for (int d = 0; d < s->dimensions; d++) {
        int64_t *of_code = calloc((size_t)s->given.sizes[s->start[d]] + 1, sizeof *of_code);
        group_rows *list = malloc(((size_t)s->given.sizes[s->start[d]] + 1) * sizeof *list);
        int fine = of_code && list;
        for (int64_t i = 0; fine && i < s->base.n; i++)
            of_code[search_code(s, s->base.keys, d, i)] += s->base.rows[i];
        for (int p = 0; fine && p < s->given.lengths[d]; p++) {
            int64_t c = s->start[d] + p, size = s->given.sizes[c];
            const int32_t *map = search_map(s, d, 0, p);
            s->rare[c] = calloc((size_t)size + 1, 1);
            fine = map && s->rare[c];
            if (!fine) break;
            for (int64_t g = 0; g < size; g++) list[g] = (group_rows){0, g};
            for (int64_t g = 0; g < s->given.sizes[s->start[d]]; g++) list[map[g]].rows += of_code[g];
            qsort(list, (size_t)size, sizeof *list, by_rows);
            for (int64_t g = 0; g < size && s->rare_rows[c] + list[g].rows <= wanted; g++) {
                s->rare[c][list[g].group] = 1;
                s->rare_rows[c] += list[g].rows;
            }
        }
        free(of_code);
        free(list);
        if (!fine) return 0;
    }
    return 1;
}

/* Whether a slice alone shows that a node suppresses more than is allowed. */
int search_fails_early(search *s, const search_table *t, const int16_t *node) {
    if (t->n < SMALL) return 0;
    if (s->pause) {
        s->pause--;
        return 0;
    }
    int64_t most = s->given.allowance;
    int of = -1;
    for (int d = 0; d < s->dimensions; d++) {
        int64_t c = s->start[d] + node[d];
        if (s->rare_rows[c] <= most || s->given.sizes[s->start[d] + t->node[d]] > t->n) continue;
        most = s->rare_rows[c];
        of = d;
    }
    if (of < 0) return 0;
    const int32_t *map = search_map(s, of, t->node[of], node[of]);
    if (!map) return 0;
    const uint8_t *rare = s->rare[s->start[of] + node[of]];
    uint8_t *in = s->fate;
    for (int64_t g = 0; g < s->given.sizes[s->start[of] + t->node[of]]; g++) in[g] = rare[map[g]];
    search_table slice = {0};
    memcpy(slice.node, t->node, sizeof slice.node);
    memcpy(slice.keys, s->class_keys, sizeof slice.keys);
    slice.rows = s->class_rows;
    int64_t n = 0;
    for (int64_t i = 0; i < t->n; i++) {
        for (int w = 0; w < s->words; w++) slice.keys[w][n] = t->keys[w][i];
        slice.rows[n] = t->rows[i];
        n += in[search_code(s, t->keys, of, i)];
    }
    slice.n = n;
    search_keys(s, &slice, node, s->class_mask);
    int fails = !s->failed && search_at_least(s, &slice) > s->given.allowance;
    /* Where one slice says too little, the next are likely to do so too. */
    if (!fails) s->pause = PAUSE;
    return fails;
}
