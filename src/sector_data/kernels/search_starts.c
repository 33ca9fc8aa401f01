/* First solutions: good nodes, found before the rest of the lattice is looked through, so that its
   bounds rule most of it out. Nothing here decides which node is best. */

#include <math.h>

#include "search.h"

enum { MOST_ORDERED = 10 };

/* Where a path of cheapest steps enters the allowed nodes: a first solution. */
static void bisect_path(search *s, double *factors) {
    int64_t steps = 0;
    for (int d = 0; d < s->dimensions; d++) steps += s->given.lengths[d] - 1;
    int16_t(*path)[MOST_DIMENSIONS] = calloc((size_t)steps + 1, sizeof *path);
    if (!path) {
        s->failed = 1;
        return;
    }
    for (int64_t i = 0; i < steps; i++) {
        int best = -1;
        double least = INFINITY;
        for (int d = 0; d < s->dimensions; d++) {
            int p = path[i][d];
            if (p + 1 >= s->given.lengths[d]) continue;
            double step = s->given.climbs[s->start[d] + p + 1] - s->given.climbs[s->start[d] + p];
            if (best < 0 || step < least) {
                best = d;
                least = step;
            }
        }
        memcpy(path[i + 1], path[i], sizeof path[i]);
        path[i + 1][best]++;
    }
    search_table source = s->base, made;
    int owned = 0;
    int64_t low = -1, high = steps;
    while (high - low > 1 && !s->failed && !search_spent(s)) {
        int64_t middle = (low + high) / 2;
        if (search_learn(s, &source, path[middle], factors)) {
            high = middle;
            continue;
        }
        low = middle;
        if (s->failed || !search_roll_up(s, &source, path[middle], &made)) break;
        if (owned) search_free_table(s, &source);
        source = made;
        owned = 1;
    }
    if (owned) search_free_table(s, &source);
    free(path);
}

/* Look around the best node while that betters it: one level down, and one down with another up. */
static void step_down(search *s, double *factors) {
    int16_t before[MOST_DIMENSIONS], low[MOST_DIMENSIONS] = {0}, node[MOST_DIMENSIONS];
    do {
        if (!s->best_found) return;
        memcpy(before, s->best, sizeof before);
        for (int d = 0; d < s->dimensions; d++) low[d] = (int16_t)(before[d] ? before[d] - 1 : 0);
        search_table around;
        if (!search_roll_up(s, search_source(s, &s->base, low), low, &around)) return;
        for (int down = 0; down < s->dimensions; down++) {
            if (!before[down]) continue;
            for (int up = -1; up < s->dimensions; up++) {
                if (up == down || (up >= 0 && before[up] + 1 >= s->given.lengths[up])) continue;
                memcpy(node, before, sizeof node);
                node[down]--;
                if (up >= 0) node[up]++;
                if (search_spent(s)) continue;
                if (!s->bounds || s->bounds[search_number(s, node)] <= search_bar(s))
                    search_learn(s, search_source(s, &around, node), node, factors);
            }
        }
        search_free_table(s, &around);
    } while (!s->failed && !search_spent(s) && memcmp(before, s->best, sizeof before));
}

/* The node that so many steps reach when the dimensions rise to their top one after the other. */
static void along(const search *s, const int *order, int64_t steps, int16_t *node) {
    memset(node, 0, MOST_DIMENSIONS * sizeof *node);
    for (int i = 0; i < s->dimensions; i++) {
        int64_t most = s->given.lengths[order[i]] - 1;
        node[order[i]] = (int16_t)(steps < most ? steps : most);
        steps -= node[order[i]];
    }
}

static void bisect_order(search *s, const int *order, double *factors) {
    int64_t low = -1, high = 0;
    for (int d = 0; d < s->dimensions; d++) high += s->given.lengths[d] - 1;
    while (high - low > 1 && !s->failed && !search_spent(s)) {
        int64_t middle = (low + high) / 2;
        int16_t node[MOST_DIMENSIONS];
        along(s, order, middle, node);
        int64_t number = s->bounds ? search_number(s, node) : 0;
        int known = s->bounds ? s->seen[number] : 0, allowed = known == ALLOWED;
        if (!known && s->bounds && s->bounds[number] > search_bar(s)) {
            /* Known to fail, or else to be too coarse for the best node. */
            allowed = s->bounds[number] < INFINITY;
        } else if (!known) {
            const search_table *t = search_source(s, &s->base, node);
            allowed = search_learn(s, t, node, factors);
            search_remember(s, t, node, s->last_classes);
        }
        if (allowed)
            high = middle;
        else
            low = middle;
    }
}

/* What a metric of class sizes keeps fine is hard to foresee, but few columns stay fine: try each pair
   of the widest columns last. */
static void bisect_pairs(search *s, double *factors) {
    int order[MOST_DIMENSIONS], wide = s->dimensions < MOST_ORDERED ? s->dimensions : MOST_ORDERED;
    int by_size[MOST_DIMENSIONS];
    for (int d = 0; d < s->dimensions; d++) {
        int at = d;
        while (at > 0 && s->given.sizes[s->start[by_size[at - 1]]] < s->given.sizes[s->start[d]]) {
            by_size[at] = by_size[at - 1];
            at--;
        }
        by_size[at] = d;
    }
    for (int a = 0; a < wide; a++)
        for (int b = 0; b < wide; b++) {
            if (a == b) continue;
            int n = 0;
            for (int d = s->dimensions - 1; d >= 0; d--)
                if (d != a && d != b) order[n++] = by_size[d];
            order[n++] = by_size[b];
            order[n++] = by_size[a];
            bisect_order(s, order, factors);
        }
}

void search_first_solutions(search *s, double *factors) {
    bisect_path(s, factors);
    if (s->bounds && s->given.aggregate <= SUM) return;
    bisect_pairs(s, factors);
    step_down(s, factors);
}
