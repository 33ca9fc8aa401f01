/* MDAV microaggregation: groups of k records that lie close together.

   Domingo-Ferrer and Torra (2005), Data Mining and Knowledge Discovery 11(2), algorithm
   "MDAV-generic". The records lie in a k-d tree whose boxes shrink as groups leave, so that the
   record farthest from a point and the k nearest to it are found without looking at them all. Equal
   distances go to the record with the smaller number. Distances are sums of squares in the order of
   the columns, so that a bound of a box never exceeds a distance in it, roundings included. */

#include "kernels.h"

#define LEAF 12

typedef struct {
    int64_t count, numbers, kinds;
    const double *points;   /* (count, numbers) */
    const int32_t *classes; /* (count, kinds): categories */
    const double *weights;  /* (kinds): squared distance of two categories that differ */
    int64_t *records;       /* (count): in the order of the leaves */
    int64_t *place;         /* (count): where a record stands in it */
    int64_t depth;          /* of the leaves */
    int64_t *left;          /* (nodes): records that are still there */
    double *low, *high;     /* (nodes, numbers): the box of those */
    const double *point;    /* what is looked from */
    const int32_t *classes_of;
    int64_t found, wanted;
    int64_t *best;
    double *distances;
} Tree;

static int64_t start_of(const Tree *tree, int64_t depth, int64_t number) {
    return number * tree->count >> depth;
}

static double distance(const Tree *tree, int64_t record) {
    const double *other = tree->points + record * tree->numbers;
    const int32_t *classes = tree->classes + record * tree->kinds;
    double sum = 0.0;
    for (int64_t c = 0; c < tree->numbers; c++) {
        double apart = other[c] - tree->point[c];
        sum += apart * apart;
    }
    for (int64_t c = 0; c < tree->kinds; c++)
        sum += classes[c] != tree->classes_of[c] ? tree->weights[c] : 0.0;
    return sum;
}

static double nearest_in_box(const Tree *tree, int64_t node) {
    const double *low = tree->low + node * tree->numbers, *high = tree->high + node * tree->numbers;
    double sum = 0.0;
    for (int64_t c = 0; c < tree->numbers; c++) {
        double at = tree->point[c] < low[c] ? low[c] : tree->point[c] > high[c] ? high[c]
                                                                               : tree->point[c];
        double apart = at - tree->point[c];
        sum += apart * apart;
    }
    return sum;
}

static double farthest_in_box(const Tree *tree, int64_t node) {
    const double *low = tree->low + node * tree->numbers, *high = tree->high + node * tree->numbers;
    double sum = 0.0;
    for (int64_t c = 0; c < tree->numbers; c++) {
        double under = low[c] - tree->point[c], over = high[c] - tree->point[c];
        double first = under * under, second = over * over;
        sum += first > second ? first : second;
    }
    for (int64_t c = 0; c < tree->kinds; c++) sum += tree->weights[c];
    return sum;
}

/* Make the box of a leaf, or of a node from its halves, anew. */
static void draw(Tree *tree, int64_t node, int64_t depth, int64_t number) {
    double *low = tree->low + node * tree->numbers, *high = tree->high + node * tree->numbers;
    int64_t left = 0;
    if (depth == tree->depth) {
        for (int64_t i = start_of(tree, depth, number); i < start_of(tree, depth, number + 1); i++) {
            if (tree->records[i] < 0) continue;
            const double *point = tree->points + tree->records[i] * tree->numbers;
            for (int64_t c = 0; c < tree->numbers; c++) {
                if (!left || point[c] < low[c]) low[c] = point[c];
                if (!left || point[c] > high[c]) high[c] = point[c];
            }
            left++;
        }
    } else {
        for (int64_t half = 2 * node + 1; half <= 2 * node + 2; half++) {
            if (!tree->left[half]) continue;
            const double *from = tree->low + half * tree->numbers,
                         *to = tree->high + half * tree->numbers;
            for (int64_t c = 0; c < tree->numbers; c++) {
                if (!left || from[c] < low[c]) low[c] = from[c];
                if (!left || to[c] > high[c]) high[c] = to[c];
            }
            left += tree->left[half];
        }
    }
    tree->left[node] = left;
}

static int before(const Tree *tree, int64_t column, int64_t one, int64_t other) {
    double a = tree->points[one * tree->numbers + column],
           b = tree->points[other * tree->numbers + column];
    return a < b || (a == b && one < other);
}

/* Bring the record that belongs at a place there, smaller ones before and larger ones behind. */
static void part(Tree *tree, int64_t column, int64_t from, int64_t to, int64_t place) {
    int64_t *records = tree->records;
    while (to - from > 1) {
        int64_t pivot = records[from + (to - from) / 2], i = from, j = to - 1;
        while (i <= j) {
            while (before(tree, column, records[i], pivot)) i++;
            while (before(tree, column, pivot, records[j])) j--;
            if (i > j) break;
            int64_t record = records[i];
            records[i++] = records[j];
            records[j--] = record;
        }
        if (place <= j) to = j + 1;
        else if (place >= i) from = i;
        else return;
    }
}

static void build(Tree *tree, int64_t node, int64_t depth, int64_t number) {
    int64_t from = start_of(tree, depth, number), to = start_of(tree, depth, number + 1);
    if (depth < tree->depth) {
        int64_t widest = -1;
        double width = 0.0;
        for (int64_t c = 0; c < tree->numbers; c++) {
            double low = 0.0, high = 0.0;
            for (int64_t i = from; i < to; i++) {
                double value = tree->points[tree->records[i] * tree->numbers + c];
                if (i == from || value < low) low = value;
                if (i == from || value > high) high = value;
            }
            if (high - low > width) {
                width = high - low;
                widest = c;
            }
        }
        if (widest >= 0) part(tree, widest, from, to, start_of(tree, depth + 1, 2 * number + 1));
        build(tree, 2 * node + 1, depth + 1, 2 * number);
        build(tree, 2 * node + 2, depth + 1, 2 * number + 1);
    }
    draw(tree, node, depth, number);
}

static void leave(Tree *tree, int64_t record) {
    int64_t place = tree->place[record];
    /* Which leaf: the last that starts at the place or before it. */
    int64_t number = (int64_t)((((uint64_t)place + 1) << tree->depth) - 1) / tree->count;
    tree->records[place] = -1;
    for (int64_t depth = tree->depth; depth >= 0; depth--, number >>= 1)
        draw(tree, ((int64_t)1 << depth) - 1 + number, depth, number);
}

static void find_farthest(Tree *tree, int64_t node, int64_t depth, int64_t number) {
    if (depth == tree->depth) {
        for (int64_t i = start_of(tree, depth, number); i < start_of(tree, depth, number + 1); i++) {
            int64_t record = tree->records[i];
            if (record < 0) continue;
            double apart = distance(tree, record);
            if (tree->best[0] < 0 || apart > tree->distances[0] ||
                (apart == tree->distances[0] && record < tree->best[0])) {
                tree->best[0] = record;
                tree->distances[0] = apart;
            }
        }
        return;
    }
    int64_t halves[2] = {2 * node + 1, 2 * node + 2};
    double bounds[2];
    for (int h = 0; h < 2; h++)
        bounds[h] = tree->left[halves[h]] ? farthest_in_box(tree, halves[h]) : -1.0;
    int first = bounds[1] > bounds[0];
    for (int turn = 0; turn < 2; turn++) {
        int h = turn ? !first : first;
        if (bounds[h] < 0.0 || (tree->best[0] >= 0 && bounds[h] < tree->distances[0])) continue;
        find_farthest(tree, halves[h], depth + 1, 2 * number + h);
    }
}

static int64_t farthest(Tree *tree, const double *point, const int32_t *classes) {
    tree->point = point;
    tree->classes_of = classes;
    tree->best[0] = -1;
    find_farthest(tree, 0, 0, 0);
    return tree->best[0];
}

static void find_nearest(Tree *tree, int64_t node, int64_t depth, int64_t number) {
    if (depth == tree->depth) {
        for (int64_t i = start_of(tree, depth, number); i < start_of(tree, depth, number + 1); i++) {
            int64_t record = tree->records[i];
            if (record < 0) continue;
            double apart = distance(tree, record);
            int64_t at = tree->found;
            while (at > 0 && (apart < tree->distances[at - 1] ||
                              (apart == tree->distances[at - 1] && record < tree->best[at - 1])))
                at--;
            if (at == tree->wanted) continue;
            if (tree->found < tree->wanted) tree->found++;
            for (int64_t b = tree->found - 1; b > at; b--) {
                tree->best[b] = tree->best[b - 1];
                tree->distances[b] = tree->distances[b - 1];
            }
            tree->best[at] = record;
            tree->distances[at] = apart;
        }
        return;
    }
    int64_t halves[2] = {2 * node + 1, 2 * node + 2};
    double bounds[2];
    for (int h = 0; h < 2; h++)
        bounds[h] = tree->left[halves[h]] ? nearest_in_box(tree, halves[h]) : -1.0;
    int first = bounds[0] < 0.0 || (bounds[1] >= 0.0 && bounds[1] < bounds[0]);
    for (int turn = 0; turn < 2; turn++) {
        int h = turn ? !first : first;
        if (bounds[h] < 0.0) continue;
        if (tree->found == tree->wanted && bounds[h] > tree->distances[tree->wanted - 1]) continue;
        find_nearest(tree, halves[h], depth + 1, 2 * number + h);
    }
}

static int by_number(const void *one, const void *other) {
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;
    return (a > b) - (a < b);
}

typedef struct {
    double *sums;     /* (numbers): of the records that are left */
    int64_t *tally;   /* of each category of each kind */
    const int64_t *tally_of;
    int64_t left;
    double *centre;
    int32_t *common;
} Middle;

static void count_in(const Tree *tree, Middle *middle, int64_t record, int sign) {
    for (int64_t c = 0; c < tree->numbers; c++)
        middle->sums[c] += sign * tree->points[record * tree->numbers + c];
    for (int64_t c = 0; c < tree->kinds; c++)
        middle->tally[middle->tally_of[c] + tree->classes[record * tree->kinds + c]] += sign;
    middle->left += sign;
}

static void find_middle(const Tree *tree, Middle *middle) {
    for (int64_t c = 0; c < tree->numbers; c++)
        middle->centre[c] = middle->sums[c] / (double)middle->left;
    for (int64_t c = 0; c < tree->kinds; c++) {
        int64_t start = middle->tally_of[c], size = middle->tally_of[c + 1] - start, common = 0;
        for (int64_t v = 1; v < size; v++)
            if (middle->tally[start + v] > middle->tally[start + common]) common = v;
        middle->common[c] = (int32_t)common;
    }
}

/* Let the k records nearest to one leave as a group. */
static void group_around(Tree *tree, Middle *middle, int64_t record, int64_t k, int64_t number,
                         int64_t *groups) {
    tree->point = tree->points + record * tree->numbers;
    tree->classes_of = tree->classes + record * tree->kinds;
    tree->found = 0;
    tree->wanted = k;
    find_nearest(tree, 0, 0, 0);
    qsort(tree->best, (size_t)k, sizeof *tree->best, by_number);
    for (int64_t b = 0; b < k; b++) {
        groups[tree->best[b]] = number;
        count_in(tree, middle, tree->best[b], -1);
        leave(tree, tree->best[b]);
    }
}

/* Give each record a group of k to 2k - 1 records, numbered in the order in which they form.

   tally_of: (kinds + 1), where the categories of each kind begin.
   Returns the number of groups, or -1 when memory is short. count is at least k. */
KERNEL int64_t microaggregate_mdav(int64_t count, int64_t numbers, int64_t kinds,
                                   const double *points, const int32_t *classes,
                                   const double *weights, const int64_t *tally_of, int64_t k,
                                   int64_t *groups) {
    Tree tree = {.count = count, .numbers = numbers, .kinds = kinds, .points = points,
                 .classes = classes, .weights = weights};
    Middle middle = {.tally_of = tally_of};
    while (((int64_t)LEAF << tree.depth) < count) tree.depth++;
    size_t nodes = ((size_t)2 << tree.depth), width = (size_t)numbers + 1;
    tree.records = malloc(((size_t)count + 1) * sizeof *tree.records);
    tree.place = malloc(((size_t)count + 1) * sizeof *tree.place);
    tree.left = malloc(nodes * sizeof *tree.left);
    tree.low = malloc(nodes * width * sizeof *tree.low);
    tree.high = malloc(nodes * width * sizeof *tree.high);
    tree.best = malloc(((size_t)k + 1) * sizeof *tree.best);
    tree.distances = malloc(((size_t)k + 1) * sizeof *tree.distances);
    middle.sums = calloc(width, sizeof *middle.sums);
    middle.tally = calloc((size_t)tally_of[kinds] + 1, sizeof *middle.tally);
    middle.centre = malloc(width * sizeof *middle.centre);
    middle.common = malloc(((size_t)kinds + 1) * sizeof *middle.common);
    int64_t number = -1;
    if (tree.records && tree.place && tree.left && tree.low && tree.high && tree.best &&
        tree.distances && middle.sums && middle.tally && middle.centre && middle.common) {
        number = 0;
        for (int64_t i = 0; i < count; i++) {
            tree.records[i] = i;
            count_in(&tree, &middle, i, 1);
        }
        build(&tree, 0, 0, 0);
        for (int64_t i = 0; i < count; i++) tree.place[tree.records[i]] = i;
        while (middle.left >= 2 * k) {
            int both = middle.left >= 3 * k;
            find_middle(&tree, &middle);
            int64_t far = farthest(&tree, middle.centre, middle.common);
            group_around(&tree, &middle, far, k, number++, groups);
            if (!both) continue;
            int64_t opposite = farthest(&tree, points + far * numbers, classes + far * kinds);
            group_around(&tree, &middle, opposite, k, number++, groups);
        }
        for (int64_t i = 0; i < count; i++)
            if (tree.records[i] >= 0) groups[tree.records[i]] = number;
        number++;
    }
    free(tree.records);
    free(tree.place);
    free(tree.left);
    free(tree.low);
    free(tree.high);
    free(tree.best);
    free(tree.distances);
    free(middle.sums);
    free(middle.tally);
    free(middle.centre);
    free(middle.common);
    return number;
}
