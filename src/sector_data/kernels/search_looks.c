/* Looking at a node: which classes fail which model, and whether a finer node can pass.

   k-anonymity and distinct diversity are monotone: a class that holds one that passes, passes. The
   rows that t-closeness suppresses are not those of finer nodes; but what a failing class keeps at
   any finer node is close to the whole as well (the distance is convex), which bounds its rows. */

#include <math.h>

#include "search.h"

typedef struct {
    double cost;
    uint64_t key[MOST_WORDS];
    int64_t place;
} candidate;

static int by_cost(const void *a, const void *b) {
    const candidate *x = a, *y = b;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    for (int w = MOST_WORDS - 1; w >= 0; w--)
        if (x->key[w] != y->key[w]) return x->key[w] < y->key[w] ? -1 : 1;
    return 0;
}

static double class_cost(search *s, const int16_t *node, int64_t c) {
    double cost = 1.0;
    if (s->given.extra != GAIN || s->given.aggregate > SUM) return cost;
    for (int d = 0; d < s->dimensions; d++) {
        int64_t group = search_code(s, s->class_keys, d, c);
        double lost = 1.0 - s->given.gains[s->start[d] + node[d]][group] * (double)s->given.total;
        cost *= 1.0 + (double)s->class_rows[c] * lost;
    }
    return cost;
}

/* Suppress `many` classes of a size: those that have lost most detail last. */
static void suppress_of_size(search *s, const int16_t *node, int64_t classes, int64_t size, int64_t many,
                             int64_t there) {
    candidate *list = many < there ? malloc((size_t)there * sizeof *list) : NULL;
    if (many < there && !list) {
        s->failed = 1;
        return;
    }
    int64_t n = 0;
    for (int64_t c = 0; c < classes; c++) {
        if (s->fate[c] || s->class_rows[c] != size) continue;
        if (!list) {
            s->fate[c] = 2;
            continue;
        }
        list[n] = (candidate){class_cost(s, node, c), {0}, c};
        for (int w = 0; w < s->words; w++) list[n].key[w] = s->class_keys[w][c];
        n++;
    }
    if (list) {
        qsort(list, (size_t)n, sizeof *list, by_cost);
        for (int64_t j = 0; j < many; j++) s->fate[list[j].place] = 2;
        free(list);
    }
}

/* Suppress the smallest classes until the rest are large enough on average. */
void search_average_risk(search *s, const int16_t *node, int64_t classes, search_look_result *seen) {
    int64_t length = s->of_size_length;
    memset(s->of_size, 0, (size_t)length * sizeof *s->of_size);
    int64_t count = 0, rows = 0;
    for (int64_t c = 0; c < classes; c++) {
        if (s->fate[c]) continue;
        int64_t size = s->class_rows[c];
        count++;
        rows += size;
        if (size < length) s->of_size[size]++;
    }
    double most = s->given.average * (1 + TIE);
    for (int64_t size = 1; size < length && (double)count > most * (double)rows; size++) {
        int64_t there = s->of_size[size], many = 0;
        if (!there) continue;
        double spare = 1.0 - most * (double)size;
        many = spare > 0 ? (int64_t)ceil(((double)count - most * (double)rows) / spare) : there;
        if (many > there) many = there;
        while (many > 0 && (double)(count - many + 1) <= most * (double)(rows - (many - 1) * size)) many--;
        while (many < there && (double)(count - many) > most * (double)(rows - many * size)) many++;
        count -= many;
        rows -= many * size;
        seen->suppressed += many * size;
        if (seen->suppressed > s->given.allowance) return;
        suppress_of_size(s, node, classes, size, many, there);
    }
}

/* The rows of a class that may stay at any finer node, given how far from the whole it is. */
static double largest_close_part(const int32_t *share, const double *reference, int64_t kinds,
                                 double rows, double closeness) {
    double size = rows;
    for (int turn = 0; turn < 4 && size > 0; turn++) {
        /* What is shared with the reference is concave in the size: Newton's step never undershoots. */
        double level = -(1 - closeness) * size, slope = -(1 - closeness);
        for (int64_t v = 0; v < kinds; v++) {
            double room = reference[v] * size;
            if ((double)share[v] < room)
                level += share[v];
            else {
                level += room;
                slope += reference[v];
            }
        }
        if (level >= -1e-9 || slope >= 0) break;
        size -= level / slope;
    }
    return size > 0 ? size : 0.0;
}

void search_closeness(search *s, const search_table *t, int64_t classes, search_look_result *seen) {
    int64_t kinds = s->given.kinds, kept = 0;
    int32_t *place = s->touched;
    for (int64_t c = 0; c < classes; c++) place[c] = s->fate[c] ? -1 : (int32_t)kept++;
    int64_t cells = kept * (kinds + 1);
    if (cells > s->shares_size) {
        int32_t *larger = realloc(s->shares, (size_t)cells * sizeof *larger);
        if (!larger) {
            s->failed = 1;
            return;
        }
        s->shares = larger;
        s->shares_size = cells;
    }
    memset(s->shares, 0, (size_t)cells * sizeof *s->shares);
    uint64_t mask = (UINT64_C(1) << s->given.kind_width) - 1;
    const uint64_t *keys = t->keys[s->given.kind_shift / 64];
    int shift = (int)(s->given.kind_shift % 64);
    for (int64_t i = 0; i < t->n; i++) {
        int32_t p = place[s->of[i]];
        if (p < 0) continue;
        uint64_t kind = keys[i] >> shift & mask; /* `kinds` when it is missing */
        s->shares[(int64_t)p * (kinds + 1) + (int64_t)kind] += (int32_t)t->rows[i];
    }
    double closeness = s->given.closeness;
    for (int64_t c = 0; c < classes; c++) {
        if (place[c] < 0) continue;
        const int32_t *share = s->shares + (int64_t)place[c] * (kinds + 1);
        double there = (double)(s->class_rows[c] - share[kinds]), distance = 0.0;
        if (there > 0)
            for (int64_t v = 0; v < kinds; v++) distance += fabs(share[v] / there - s->given.reference[v]);
        if (distance / 2 <= closeness + 1e-12) continue;
        s->fate[c] = 2;
        seen->suppressed += s->class_rows[c];
        if (seen->forced > s->given.allowance) return;
        double stays = floor(largest_close_part(share, s->given.reference, kinds, there, closeness) + 1e-6);
        double gone = there - stays;
        if (stays + share[kinds] < (double)s->given.k) gone = (double)s->class_rows[c];
        if (gone > 0) seen->forced += (int64_t)gone;
    }
}

search_look_result search_look_at(search *s, const search_table *t, const int16_t *node, int bounds) {
    search_look_result seen = {0};
    s->checked++;
    if (search_fails_early(s, t, node)) {
        seen.dead = 1;
        seen.suppressed = seen.forced = s->given.allowance + 1;
        return seen;
    }
    int simple = !s->given.members && !s->given.kinds && s->given.average <= 0 && s->given.k < 128;
    if (simple && s->given.aggregate == AVERAGE_CLASS && search_count(s, t, node, &seen)) {
        seen.allowed = seen.suppressed <= s->given.allowance;
        seen.dead = !seen.allowed;
        seen.least = search_least(s, 0.0, seen.kept, seen.suppressed);
        int64_t groups = seen.kept + (seen.suppressed > 0);
        seen.value = groups ? (double)s->given.total / (double)groups : 0.0;
        return seen;
    }
    search_keys(s, t, node, s->class_mask);
    if (s->failed) return seen;
    if (s->given.aggregate <= SUM && s->given.k > 1 && s->given.k < 128) {
        /* Most nodes at the border suppress far too much, which is cheaper to see than how much. */
        seen.suppressed = seen.forced = search_at_least(s, t);
        if (seen.forced > s->given.allowance) {
            seen.dead = 1;
            return seen;
        }
        seen.suppressed = 0;
    }
    int64_t classes = search_group(s, t);
    seen.classes = classes;
    if (s->given.members) search_members(s, t, classes);
    for (int64_t c = 0; c < classes; c++) {
        uint8_t fails = s->class_rows[c] < s->given.k;
        for (int64_t m = 0; m < s->given.members; m++)
            fails |= s->class_held[m][c] < s->given.thresholds[m];
        s->fate[c] = fails;
        seen.suppressed += fails ? s->class_rows[c] : 0;
    }
    seen.forced = seen.suppressed;
    if (s->given.kinds && seen.forced <= s->given.allowance) search_closeness(s, t, classes, &seen);
    if (s->given.average > 0 && seen.suppressed <= s->given.allowance) {
        search_average_risk(s, node, classes, &seen);
        /* The largest classes that pass on average cover least rows where classes are finest. */
        if (!s->given.kinds) seen.forced = seen.suppressed;
    }
    seen.allowed = seen.suppressed <= s->given.allowance;
    seen.dead = seen.forced > s->given.allowance;
    for (int64_t c = 0; c < classes; c++) seen.kept += !s->fate[c];
    bounds = bounds && !seen.dead && seen.forced > 0;
    if (seen.allowed || bounds || s->given.aggregate > SUM)
        seen.value = search_costs(s, t, node, &seen, bounds);
    return seen;
}
