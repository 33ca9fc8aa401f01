/* What a node costs, and what it shows every finer node to cost at least.

   What a node suppresses because a monotone model fails, every finer node suppresses too. Where
   only the number of such rows is known, they are taken to be those that cost least. */

#include <math.h>

#include "search.h"

static double gain_of(search *s, int64_t cell, int64_t group) { return s->given.gains[cell][group]; }

static double times_log(double count) { return count > 0 ? count * log2(count) : 0.0; }

/* The extra cost of suppressed rows, whose groups and counts stand in `touched` and `histogram`. */
static double extra_cost(search *s, int d, int here, int there, int64_t touched, int64_t rows) {
    const int32_t *map = search_map(s, d, here, there);
    if (!map) return 0.0;
    int64_t cell = s->start[d] + there;
    double cost = 0.0;
    if (s->given.extra == GAIN) {
        for (int64_t j = 0; j < touched; j++) {
            int32_t group = s->touched[j];
            cost += (double)s->histogram[group] * gain_of(s, cell, map[group]);
        }
        return cost;
    }
    for (int64_t j = 0; j < touched; j++) s->coarser[map[s->touched[j]]] += s->histogram[s->touched[j]];
    cost = times_log((double)rows);
    for (int64_t j = 0; j < touched; j++) {
        int32_t group = map[s->touched[j]];
        cost -= times_log((double)s->coarser[group]);
        s->coarser[group] = 0;
    }
    return cost > 0 ? cost : 0.0;
}

static double cheapest(search *s, int64_t cell, int64_t rows) {
    if (s->given.extra != GAIN || rows <= 0) return 0.0;
    const double *gains = s->cheapest[cell];
    int64_t many = s->cheap_count[cell];
    const double *upto = gains + many;
    double cost = 0.0, before = 0.0;
    for (int64_t j = 0; j < many && before < (double)rows; j++) {
        double end = upto[j] < (double)rows ? upto[j] : (double)rows;
        cost += (end - before) * gains[j];
        before = end;
    }
    return cost;
}

static double joined(search *s, const double *terms) {
    double value = s->given.aggregate == PRODUCT ? 1.0 : 0.0;
    for (int d = 0; d < s->dimensions; d++) {
        double weight = s->given.weights[d];
        if (s->given.aggregate == SUM)
            value += weight * terms[d];
        else
            value *= weight == 1.0 ? 1.0 + terms[d] : pow(1.0 + terms[d], weight);
    }
    return value;
}

/* The least cost of any coarser node, for metrics of class sizes. A class that is kept there holds one
   of `passing` that pass already, or k rows of the others, `rest` rows in all. */
double search_least(const search *s, double squares, int64_t passing, int64_t rest) {
    double total = (double)s->given.total;
    int64_t k = s->given.k > 1 ? s->given.k : 1;
    /* A suppressed row counts as many as the table has, which may be fewer than k. */
    if (s->given.aggregate == DISCERNIBILITY)
        return squares + ((double)k < total ? (double)k : total) * (double)rest;
    int64_t groups = passing + (rest + k - 1) / k;
    return groups ? total / (double)groups : 0.0;
}

static double class_sizes(search *s, search_look_result *seen) {
    double kept = 0.0, passing_squares = 0.0;
    int64_t passing = 0, rest = 0;
    for (int64_t c = 0; c < seen->classes; c++) {
        double rows = (double)s->class_rows[c];
        if (!s->fate[c]) kept += rows * rows;
        if (s->fate[c] == 1) {
            rest += s->class_rows[c];
        } else {
            passing_squares += rows * rows;
            passing++;
        }
    }
    double total = (double)s->given.total;
    seen->least = search_least(s, passing_squares, passing, rest);
    if (s->given.aggregate == DISCERNIBILITY) return kept + total * (double)seen->suppressed;
    int64_t groups = seen->kept + (seen->suppressed > 0);
    return groups ? total / (double)groups : 0.0;
}

static int64_t count_rows(search *s, const search_table *t, int d, const int32_t *listed, int64_t many) {
    int64_t touched = 0;
    for (int64_t j = 0; j < many; j++) {
        int32_t i = listed[j];
        int32_t group = (int32_t)search_code(s, t->keys, d, i);
        if (!s->histogram[group]) s->touched[touched++] = group;
        s->histogram[group] += t->rows[i];
    }
    return touched;
}

static int64_t count_classes(search *s, int d, int64_t classes) {
    int64_t touched = 0;
    for (int64_t c = 0; c < classes; c++) {
        if (!s->fate[c]) continue;
        int32_t group = (int32_t)search_code(s, s->class_keys, d, c);
        if (!s->histogram[group]) s->touched[touched++] = group;
        s->histogram[group] += s->class_rows[c];
    }
    return touched;
}

static void forget(search *s, int64_t touched) {
    for (int64_t j = 0; j < touched; j++) s->histogram[s->touched[j]] = 0;
}

/* Return the cost of a node that was grouped; with `bounds`, fill `extra` for all at or below it. */
double search_costs(search *s, const search_table *t, const int16_t *node, search_look_result *seen,
                    int bounds) {
    if (s->given.aggregate == AVERAGE_CLASS || s->given.aggregate == DISCERNIBILITY)
        return class_sizes(s, seen);
    int64_t many = 0, certain = 0;
    int32_t *listed = (int32_t *)s->slots; /* the hash table has done its work */
    int others = 0;
    for (int64_t c = 0; c < seen->classes; c++) others |= s->fate[c] == 2;
    if (bounds || !others)
        for (int64_t i = 0; i < t->n; i++)
            if (s->fate[s->of[i]] == 1) {
                listed[many++] = (int32_t)i;
                certain += t->rows[i];
            }
    double terms[MOST_DIMENSIONS];
    for (int d = 0; d < s->dimensions; d++) {
        int here = t->node[d], there = node[d];
        int64_t start = s->start[d];
        double exact = 0.0;
        if (bounds || !others) {
            int64_t touched = count_rows(s, t, d, listed, many);
            for (int p = bounds ? here : there; p <= there; p++) {
                exact = extra_cost(s, d, here, p, touched, certain);
                if (bounds) s->extra[start + p] = exact;
            }
            forget(s, touched);
            if (bounds) {
                for (int p = 0; p < here; p++) s->extra[start + p] = s->extra[start + here];
                if (seen->forced > certain)
                    for (int p = 0; p <= there; p++) {
                        double least = cheapest(s, start + p, seen->forced);
                        if (least > s->extra[start + p]) s->extra[start + p] = least;
                    }
            }
        }
        if (others && seen->allowed) {
            int64_t touched = count_classes(s, d, seen->classes);
            exact = extra_cost(s, d, there, there, touched, seen->suppressed);
            forget(s, touched);
        }
        terms[d] = s->given.floors[start + there] + exact;
    }
    return joined(s, terms);
}
