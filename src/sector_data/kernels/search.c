/* The search through a lattice that fits in memory: see sector_data/anonymise/search for why it is
   exact. A bound stands beside every node; a closed node's is infinite. The first solutions are
   looked for in search_starts.c. */

#include <math.h>
#include <time.h>

#include "search.h"

int64_t search_number(const search *s, const int16_t *node) {
    int64_t number = 0;
    for (int d = 0; d < s->dimensions; d++) number += node[d] * s->stride[d];
    return number;
}

/* Seconds of a clock. */
double search_clock(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Whether no more looks may be taken. */
int search_spent(const search *s) {
    return s->checked >= s->most || (s->end < INFINITY && search_clock() > s->end);
}

double search_bar(const search *s) {
    return s->best_found ? s->best_value + fabs(s->best_value) * TIE : INFINITY;
}

static int64_t rank_of(const search *s, const int16_t *node, int d) {
    return s->given.ranks[s->start[d] + node[d]];
}

/* Whether a node is better than the best so far: by cost, rows suppressed, levels. */
int search_better(search *s, const int16_t *node, double value, int64_t suppressed) {
    if (!s->best_found) return 1;
    if (fabs(value - s->best_value) > TIE * fabs(value)) return value < s->best_value;
    if (suppressed != s->best_suppressed) return suppressed < s->best_suppressed;
    int64_t mine = 0, theirs = 0;
    for (int d = 0; d < s->dimensions; d++) {
        mine += rank_of(s, node, d);
        theirs += rank_of(s, s->best, d);
    }
    if (mine != theirs) return mine < theirs;
    for (int d = 0; d < s->dimensions; d++) {
        int64_t a = rank_of(s, node, d), b = rank_of(s, s->best, d);
        if (a != b) return a < b;
    }
    return 0;
}

void search_take(search *s, const int16_t *node, const search_look_result *seen) {
    if (!seen->allowed || !search_better(s, node, seen->value, seen->suppressed)) return;
    s->best_found = 1;
    memcpy(s->best, node, sizeof s->best);
    s->best_value = seen->value;
    s->best_suppressed = seen->suppressed;
}

/* Raise the bounds of a box of nodes to what its factors give: `low` to `high` in each dimension. */
static void raise_box(search *s, const int16_t *low, const int16_t *high, const double *factors, int d,
                      int64_t number, double so_far, int product) {
    int64_t start = s->start[d];
    if (d == s->dimensions - 1) {
        double *bounds = s->bounds + number;
        for (int p = low[d]; p <= high[d]; p++) {
            double bound = product ? so_far * factors[start + p] : so_far + factors[start + p];
            if (bound > bounds[p]) bounds[p] = bound;
        }
        return;
    }
    for (int p = low[d]; p <= high[d]; p++)
        raise_box(s, low, high, factors, d + 1, number + p * s->stride[d],
                  product ? so_far * factors[start + p] : so_far + factors[start + p], product);
}

static void fill_box(search *s, const int16_t *low, const int16_t *high, int d, int64_t number, double bound) {
    if (d == s->dimensions - 1) {
        double *bounds = s->bounds + number;
        for (int p = low[d]; p <= high[d]; p++)
            if (bound > bounds[p]) bounds[p] = bound;
        return;
    }
    for (int p = low[d]; p <= high[d]; p++)
        fill_box(s, low, high, d + 1, number + p * s->stride[d], bound);
}

static void factors_of(const search *s, const double *extra, double *factors) {
    for (int d = 0; d < s->dimensions; d++)
        for (int64_t c = s->start[d]; c < s->start[d + 1]; c++) {
            double term = s->given.floors[c] + (extra ? extra[c] : 0.0), weight = s->given.weights[d];
            factors[c] = s->given.aggregate == SUM ? weight * term
                         : weight == 1.0           ? 1.0 + term
                                                   : pow(1.0 + term, weight);
        }
}

static void first_bounds(search *s, double *factors) {
    int16_t low[MOST_DIMENSIONS] = {0}, high[MOST_DIMENSIONS] = {0};
    for (int d = 0; d < s->dimensions; d++) high[d] = (int16_t)(s->given.lengths[d] - 1);
    for (int64_t i = 0; i < s->nodes; i++) s->bounds[i] = -INFINITY;
    if (s->given.aggregate <= SUM) {
        factors_of(s, NULL, factors);
        raise_box(s, low, high, factors, 0, 0, s->given.aggregate == SUM ? 0.0 : 1.0,
                  s->given.aggregate != SUM);
        return;
    }
    /* No more classes than combinations of groups, and than there are at the finest node. */
    double total = (double)s->given.total;
    for (int64_t c = 0; c < s->start[s->dimensions]; c++) factors[c] = 1.0 / (double)s->given.sizes[c];
    int square = s->given.aggregate == DISCERNIBILITY;
    raise_box(s, low, high, factors, 0, 0, square ? total * total : total, 1);
}

/* How many times fewer combinations are possible at a node than at a table's. */
double search_fewer(const search *s, const search_table *t, const int16_t *node) {
    double fewer = 1.0;
    for (int d = 0; d < s->dimensions; d++) {
        const int64_t *sizes = s->given.sizes + s->start[d];
        fewer *= (double)sizes[t->node[d]] / (double)sizes[node[d]];
    }
    return fewer;
}

/* Look at a node and tell the lattice; returns whether it is allowed. */
int search_learn(search *s, const search_table *t, const int16_t *node, double *factors) {
    search_look_result seen = search_look_at(s, t, node, s->given.aggregate <= SUM);
    if (s->failed) return 0;
    search_take(s, node, &seen);
    s->last_classes = seen.classes;
    if (!s->bounds) return seen.allowed; /* of too many nodes to remember any */
    int16_t low[MOST_DIMENSIONS] = {0}, high[MOST_DIMENSIONS];
    if (seen.dead) {
        fill_box(s, low, node, 0, 0, INFINITY);
    } else if (s->given.aggregate <= SUM && seen.forced > 0) {
        factors_of(s, s->extra, factors);
        raise_box(s, low, node, factors, 0, 0, s->given.aggregate == SUM ? 0.0 : 1.0,
                  s->given.aggregate != SUM);
    }
    if (s->given.aggregate > SUM && seen.least > 0) {
        for (int d = 0; d < s->dimensions; d++) high[d] = (int16_t)(s->given.lengths[d] - 1);
        fill_box(s, node, high, 0, 0, seen.least);
    }
    int64_t number = search_number(s, node);
    s->bounds[number] = INFINITY;
    s->seen[number] = (uint8_t)(seen.allowed ? ALLOWED : REFUSED);
    return seen.allowed;
}

/* The smallest table known from which a node can be looked at. */
const search_table *search_source(const search *s, const search_table *t, const int16_t *node) {
    for (int i = 0; i < CACHED; i++) {
        const search_table *other = s->cached + i;
        int finer = other->keys[0] && other->n < t->n;
        for (int d = 0; finer && d < s->dimensions; d++) finer = other->node[d] <= node[d];
        if (finer) t = other;
    }
    return t;
}

/* Keep the table of a node that was looked at, if it is much smaller than the one it came from. */
void search_remember(search *s, const search_table *t, const int16_t *node, int64_t classes) {
    if (s->failed || t->n <= 64 || classes * 2 >= t->n) return;
    search_table made;
    if (!search_roll_up(s, t, node, &made)) return;
    search_free_table(s, s->cached + s->next_cached);
    s->cached[s->next_cached] = made;
    s->next_cached = (s->next_cached + 1) % CACHED;
}

/* Least cost of any node above a table, for metrics of class sizes. */
static double least_above(const search *s, const search_table *t) {
    if (s->given.kinds) return 0.0; /* its rows are parts of classes */
    double squares = 0.0;
    int64_t passing = 0, rest = 0;
    for (int64_t i = 0; i < t->n; i++) {
        int passes = t->rows[i] >= s->given.k;
        for (int64_t m = 0; m < s->given.members; m++) passes &= t->held[m][i] >= s->given.thresholds[m];
        if (passes) {
            squares += (double)t->rows[i] * (double)t->rows[i];
            passing++;
        } else {
            rest += t->rows[i];
        }
    }
    return search_least(s, squares, passing, rest);
}

enum { WORTH_A_TABLE = 4, WORTH_A_LOOK = 2, LARGE = 1 << 17 };

/* Whether a table of the candidates' own is likely to save more than it costs: there are several, and
   far fewer combinations are possible at their finest node. Tables that no cache holds cost more. */
static int worth_a_table(const search *s, const search_table *t, const int16_t *meet, int64_t left) {
    return left >= WORTH_A_TABLE && search_fewer(s, t, meet) >= (t->n > LARGE ? 64.0 : 6.0);
}

/* The dimension to split a box of nodes in: its longest side, in levels, or for metrics of class sizes in
   the share of groups that are left at its end. */
static int longest_side(const search *s, const int16_t *low, const int16_t *high) {
    int longest = 0;
    double most = 0.0;
    for (int d = 0; d < s->dimensions; d++) {
        const int64_t *sizes = s->given.sizes + s->start[d];
        double length = s->given.aggregate <= SUM ? (double)(high[d] - low[d])
                        : high[d] > low[d]        ? (double)sizes[low[d]] / (double)sizes[high[d]]
                                                  : 0.0;
        if (length > most) {
            longest = d;
            most = length;
        }
    }
    return longest;
}

/* Where to split it: the first position of the coarse half. */
static int halfway(const search *s, int d, int low, int high) {
    if (s->given.aggregate <= SUM) return (low + high + 1) / 2;
    const int64_t *sizes = s->given.sizes + s->start[d];
    double both = (double)sizes[low] * (double)sizes[high];
    int middle = low + 1;
    while (middle < high && (double)sizes[middle] * (double)sizes[middle] > both) middle++;
    return middle;
}

/* Look at all candidates that stay open, coarse ones first; all are at least as coarse as the table. */
static void descend(search *s, const search_table *t, int32_t *candidates, int64_t many, double *factors) {
    double most = search_bar(s);
    int64_t left = 0;
    int16_t meet[MOST_DIMENSIONS] = {0}, join[MOST_DIMENSIONS] = {0};
    for (int64_t i = 0; i < many; i++) {
        if (s->bounds[candidates[i]] > most) continue;
        const uint8_t *at = s->positions + (int64_t)candidates[i] * s->dimensions;
        for (int d = 0; d < s->dimensions; d++) {
            if (!left || at[d] < meet[d]) meet[d] = at[d];
            if (!left || at[d] > join[d]) join[d] = at[d];
        }
        candidates[left++] = candidates[i];
    }
    if (!left || s->failed) return;
    if (left == 1) {
        search_learn(s, search_source(s, t, meet), meet, factors);
        return;
    }
    search_table made;
    int owned = 0;
    if (worth_a_table(s, t, meet, left)) {
        if (!search_roll_up(s, search_source(s, t, meet), meet, &made)) return;
        t = &made;
        owned = 1;
        double least = s->given.aggregate > SUM ? least_above(s, t) : 0.0;
        if (least > most) {
            int16_t high[MOST_DIMENSIONS];
            for (int d = 0; d < s->dimensions; d++) high[d] = (int16_t)(s->given.lengths[d] - 1);
            fill_box(s, meet, high, 0, 0, least);
            search_free_table(s, &made);
            return;
        }
    }
    if (s->given.aggregate > SUM && left >= WORTH_A_LOOK) {
        /* A node amid the others rules out finer ones when it fails, and coarser ones when not. */
        int16_t amid[MOST_DIMENSIONS] = {0};
        for (int d = 0; d < s->dimensions; d++) amid[d] = (int16_t)((meet[d] + join[d]) / 2);
        if (s->bounds[search_number(s, amid)] <= most)
            search_learn(s, search_source(s, t, amid), amid, factors);
    }
    int split = longest_side(s, meet, join), middle = halfway(s, split, meet[split], join[split]);
    int32_t *order = malloc((size_t)left * sizeof *order);
    if (!order) {
        s->failed = 1;
    } else {
        int64_t coarse = 0, fine = 0;
        for (int64_t i = 0; i < left; i++)
            coarse += s->positions[(int64_t)candidates[i] * s->dimensions + split] >= middle;
        fine = coarse;
        coarse = 0;
        int64_t first = fine;
        for (int64_t i = 0; i < left; i++) {
            int above = s->positions[(int64_t)candidates[i] * s->dimensions + split] >= middle;
            order[above ? coarse++ : fine++] = candidates[i];
        }
        descend(s, t, order, first, factors);
        descend(s, t, order + first, left - first, factors);
        free(order);
    }
    if (owned) search_free_table(s, &made);
}

/* Search exactly. Returns 1 when a node was found, 0 when none is allowed, -1 without memory. */
KERNEL int64_t search_exactly(search *s, int64_t *node, double *value, int64_t *numbers) {
    int64_t cells = s->start[s->dimensions];
    s->bounds = malloc((size_t)s->nodes * sizeof *s->bounds);
    s->positions = malloc((size_t)s->nodes * (size_t)s->dimensions);
    s->seen = calloc((size_t)s->nodes, 1);
    s->most = INT64_MAX;
    s->end = INFINITY;
    double *factors = malloc((size_t)cells * sizeof *factors);
    int32_t *candidates = malloc((size_t)s->nodes * sizeof *candidates);
    if (s->bounds && s->positions && s->seen && factors && candidates) {
        int16_t top[MOST_DIMENSIONS] = {0};
        for (int64_t i = 0; i < s->nodes; i++) {
            candidates[i] = (int32_t)i;
            for (int d = 0; d < s->dimensions; d++)
                s->positions[i * s->dimensions + d] = (uint8_t)(i / s->stride[d] % s->given.lengths[d]);
        }
        for (int d = 0; d < s->dimensions; d++) top[d] = (int16_t)(s->given.lengths[d] - 1);
        first_bounds(s, factors);
        search_learn(s, &s->base, top, factors);
        if (s->bounds[0] < INFINITY || s->nodes > 1) {
            search_first_solutions(s, factors);
            descend(s, &s->base, candidates, s->nodes, factors);
        }
    } else {
        s->failed = 1;
    }
    free(s->bounds);
    free(s->positions);
    free(s->seen);
    free(factors);
    free(candidates);
    s->bounds = NULL;
    s->positions = NULL;
    s->seen = NULL;
    if (s->failed) return -1;
    for (int d = 0; d < s->dimensions; d++) node[d] = s->best[d];
    *value = s->best_value;
    numbers[0] = s->best_suppressed;
    numbers[1] = s->checked;
    return s->best_found;
}

/* Look at one node, from the smallest table known that is finer; numbers are suppressed, forced,
   allowed, dead, classes. Returns 0, or -1 without memory. */
KERNEL int64_t search_look(search *s, const int64_t *wanted, double *value, double *extra, int64_t *numbers) {
    int16_t node[MOST_DIMENSIONS] = {0};
    for (int d = 0; d < s->dimensions; d++) node[d] = (int16_t)wanted[d];
    const search_table *t = search_source(s, &s->base, node);
    search_look_result seen = search_look_at(s, t, node, s->given.aggregate <= SUM);
    int64_t cells = s->start[s->dimensions];
    for (int64_t c = 0; c < cells; c++)
        extra[c] = !seen.dead && seen.forced > 0 && s->given.aggregate <= SUM ? s->extra[c] : 0.0;
    value[0] = seen.value;
    value[1] = seen.least;
    numbers[0] = seen.suppressed;
    numbers[1] = seen.forced;
    numbers[2] = seen.allowed;
    numbers[3] = seen.dead;
    numbers[4] = seen.classes;
    search_remember(s, t, node, seen.classes);
    return s->failed ? -1 : 0;
}
