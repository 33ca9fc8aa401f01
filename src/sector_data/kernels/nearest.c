/* The records nearest to each of many queries, by columns of numbers and of categories.

   The distance of two records is the sum over columns of what they differ by: numbers by their
   difference, 1 at most; categories by 1, or where they agree by what the agreement leaves open
   (Gower 1971, Biometrics 27(4), without the division by the number of columns).

   Records lie in blocks of neighbours. Sums of whole numbers that no distance is below rule out
   most blocks, and most records of the others, many at a time; what is left is measured exactly. */

#include <math.h>

#include "kernels.h"

#define BLOCK 64   /* Records of a block. */
#define SAMPLE 32  /* Pairs looked at to see how much a column differs. */
#define TOP 32767  /* Cell of a missing number. */
#define FINEST 1000
#define CHUNK 4    /* Columns between looks at whether a record of the block can still be near. */

#ifdef _MSC_VER
#define restrict __restrict
#endif

/* Where the loader can choose, sums are made sixteen at a time on machines that can. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

typedef struct {
    int64_t count, numbers, kinds, blocks;
    const double *values;    /* (count, numbers) */
    const int32_t *classes;  /* (count, kinds) */
    const int64_t *widths;   /* (kinds): labels of a query's category */
    const int64_t *label_of; /* (kinds): where they begin */
    const double *losses;    /* what agreements leave open, of all columns */
    const int64_t *loss_of;  /* (kinds): where those of a column begin, -1 for none */
    int64_t unit;            /* difference of 1 in cells */
    double *middles;         /* (numbers): the value of the cell in the middle */
    int16_t *cells;          /* (blocks, columns, BLOCK) */
    int16_t *low, *high;     /* (columns, blocks) */
    int64_t *records;        /* (blocks * BLOCK): in the order of the blocks, -1 behind the last */
    int64_t *order;          /* (columns): those that differ most first */
} Index;

typedef struct {
    const double *values;
    const int32_t *labels;
    int64_t omitted, wanted, found;
    int64_t *nearest;
    double *distances;
} Query;

static int64_t columns_of(const Index *index) { return index->numbers + index->kinds; }

static int16_t cell_of_number(const Index *index, int64_t column, double value) {
    if (value != value) return TOP;
    double place = (value - index->middles[column]) * (double)index->unit + TOP / 2;
    return place < 0 ? 0 : place > TOP - 1 ? TOP - 1 : (int16_t)place;
}

/* Two classes may share a cell: a bound may be too low, never too high. */
static int16_t cell_of_class(int32_t class) { return (int16_t)(class & TOP); }

static int16_t cell(const Index *index, int64_t record, int64_t column) {
    return column < index->numbers
               ? cell_of_number(index, column, index->values[record * index->numbers + column])
               : cell_of_class(index->classes[record * index->kinds + column - index->numbers]);
}

static int64_t apart(const Index *index, int64_t column, int16_t one, int16_t other) {
    if (column >= index->numbers) return one == other ? 0 : index->unit;
    int64_t difference = one < other ? other - one : one - other;
    return difference < index->unit ? difference : index->unit;
}

/* How much pairs of records from a stretch differ in a column. */
static int64_t spread(const Index *index, int64_t column, int64_t from, int64_t to) {
    int64_t size = to - from, pairs = size / 2 < SAMPLE ? size / 2 : SAMPLE, sum = 0;
    for (int64_t i = 0; i < pairs; i++)
        sum += apart(index, column, cell(index, index->records[from + i * size / pairs], column),
                     cell(index, index->records[from + (2 * i + 1) * size / (2 * pairs)], column));
    return sum;
}

typedef struct {
    int64_t key, record;
} Keyed;

static int by_key(const void *one, const void *other) {
    const Keyed *a = one, *b = other;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return a->record < b->record ? -1 : a->record > b->record;
}

/* Bring the smaller half of a stretch before the larger, cut at a whole number of blocks. */
static void arrange(Index *index, Keyed *room, int64_t from, int64_t to) {
    while (to - from > BLOCK) {
        int64_t column = 0, most = -1;
        for (int64_t c = 0; c < columns_of(index); c++) {
            int64_t differing = spread(index, c, from, to);
            if (differing > most) most = differing, column = c;
        }
        int64_t middle = from + (to - from + 2 * BLOCK - 1) / (2 * BLOCK) * BLOCK;
        for (int64_t i = from; i < to; i++) {
            room[i].record = index->records[i];
            room[i].key = cell(index, index->records[i], column);
        }
        int64_t left = from, right = to;
        while (right - left > 1) {
            Keyed pivot = room[left + (right - left) / 2];
            int64_t i = left, j = right - 1;
            while (i <= j) {
                while (by_key(&room[i], &pivot) < 0) i++;
                while (by_key(&pivot, &room[j]) < 0) j--;
                if (i > j) break;
                Keyed held = room[i];
                room[i++] = room[j];
                room[j--] = held;
            }
            if (middle <= j) right = j + 1;
            else if (middle >= i) left = i;
            else break;
        }
        for (int64_t i = from; i < to; i++) index->records[i] = room[i].record;
        arrange(index, room, middle, to);
        to = middle;
    }
}

static void fill_blocks(Index *index) {
    int64_t columns = columns_of(index);
    for (int64_t block = 0; block < index->blocks; block++)
        for (int64_t c = 0; c < columns; c++) {
            int16_t *cells = index->cells + (block * columns + c) * BLOCK, low = TOP, high = 0;
            for (int64_t lane = 0; lane < BLOCK; lane++) {
                int64_t record = index->records[block * BLOCK + lane];
                cells[lane] = record < 0 ? 0 : cell(index, record, c);
                if (record >= 0 && cells[lane] < low) low = cells[lane];
                if (record >= 0 && cells[lane] > high) high = cells[lane];
            }
            index->low[c * index->blocks + block] = low;
            index->high[c * index->blocks + block] = high;
        }
}

static double distance(const Index *index, const Query *query, int64_t record) {
    const double *values = index->values + record * index->numbers;
    const int32_t *classes = index->classes + record * index->kinds;
    double sum = 0.0;
    for (int64_t c = 0; c < index->numbers; c++) {
        double one = query->values[c], other = values[c], difference = one - other;
        if (one == other || (one != one && other != other)) continue;
        difference = difference < 0 ? -difference : difference;
        sum += difference < 1.0 ? difference : 1.0;
    }
    const int32_t *labels = query->labels;
    for (int64_t c = 0; c < index->kinds; labels += index->widths[c++]) {
        double cost = 1.0;
        for (int64_t l = 0; l < index->widths[c]; l++)
            if (labels[l] == classes[c])
                cost = index->loss_of[c] < 0 ? 0.0 : index->losses[index->loss_of[c] + classes[c]];
        sum += cost;
    }
    return sum;
}

/* Keep a record if it is among the nearest; equal distances go to the smaller number. */
static void consider(const Index *index, Query *query, int64_t record) {
    if (record < 0 || record == query->omitted) return;
    /* Where many records are equal, the first ones are found soon and nothing is nearer. */
    if (query->found == query->wanted && query->distances[query->wanted - 1] == 0.0 &&
        query->nearest[query->wanted - 1] < record)
        return;
    double far = distance(index, query, record);
    int64_t place = query->found;
    while (place > 0 && (query->distances[place - 1] > far ||
                         (query->distances[place - 1] == far && query->nearest[place - 1] > record)))
        place--;
    if (place >= query->wanted) return;
    if (query->found < query->wanted) query->found++;
    for (int64_t i = query->found - 1; i > place; i--) {
        query->nearest[i] = query->nearest[i - 1];
        query->distances[i] = query->distances[i - 1];
    }
    query->nearest[place] = record;
    query->distances[place] = far;
}

/* Sums of cells above this belong to no record that is near enough. A number's cells may be one
   farther apart than the number is. */
static int64_t limit_of(const Index *index, const Query *query) {
    if (query->found < query->wanted) return INT16_MAX;
    double limit = query->distances[query->wanted - 1] * (double)index->unit;
    limit += (double)index->numbers + 1.0;
    return limit < INT16_MAX ? (int64_t)limit : INT16_MAX;
}

/* Add what a column's cells are at least apart from a query's; for boxes, low and high differ. */
static void add_numbers(int16_t *restrict sums, const int16_t *restrict low,
                        const int16_t *restrict high, int64_t n, int16_t at, int16_t unit) {
    for (int64_t i = 0; i < n; i++) {
        int16_t under = low[i] > at ? low[i] : at, over = high[i] < at ? high[i] : at;
        int16_t difference = (int16_t)(under - over);
        sums[i] = (int16_t)(sums[i] + (difference < unit ? difference : unit));
    }
}

static void add_cells(int16_t *restrict sums, const int16_t *restrict cells, int16_t at,
                      int16_t unit) {
    for (int64_t i = 0; i < BLOCK; i++) {
        int16_t more = cells[i] > at ? cells[i] : at, less = cells[i] < at ? cells[i] : at;
        int16_t difference = (int16_t)(more - less);
        sums[i] = (int16_t)(sums[i] + (difference < unit ? difference : unit));
    }
}

/* Add 1 in cells where none of a query's labels is met, between low and high for boxes. Compilers
   make many at a time of these loops as long as nothing branches in them. */
static void add_classes(int16_t *restrict sums, const int16_t *restrict low,
                        const int16_t *restrict high, int64_t n, const int32_t *labels,
                        int64_t width, int16_t unit) {
    for (int64_t from = 0; from < n; from += BLOCK) {
        int64_t size = n - from < BLOCK ? n - from : BLOCK;
        int16_t missed[BLOCK];
        for (int64_t i = 0; i < size; i++) missed[i] = unit;
        for (int64_t l = 0; l < width; l++) {
            int16_t label = cell_of_class(labels[l]);
            for (int64_t i = 0; i < size; i++)
                missed[i] &= (int16_t)-((low[from + i] > label) | (high[from + i] < label));
        }
        for (int64_t i = 0; i < size; i++) sums[from + i] = (int16_t)(sums[from + i] + missed[i]);
    }
}

static void add_cell_classes(int16_t *restrict sums, const int16_t *restrict cells,
                             const int32_t *labels, int64_t width, int16_t unit) {
    int16_t missed[BLOCK];
    for (int64_t i = 0; i < BLOCK; i++) missed[i] = unit;
    for (int64_t l = 0; l < width; l++) {
        int16_t label = cell_of_class(labels[l]);
        for (int64_t i = 0; i < BLOCK; i++) missed[i] &= (int16_t)-(cells[i] != label);
    }
    for (int64_t i = 0; i < BLOCK; i++) sums[i] = (int16_t)(sums[i] + missed[i]);
}

/* Look at a block's records; most are ruled out by the sums of their cells. */
WIDE static void scan(const Index *index, Query *query, const int16_t *at, int64_t block) {
    int64_t columns = columns_of(index), limit = limit_of(index, query);
    int16_t sums[BLOCK] = {0}, unit = (int16_t)index->unit;
    for (int64_t turn = 0; turn < columns; turn++) {
        int64_t c = index->order[turn], kind = c - index->numbers;
        const int16_t *cells = index->cells + (block * columns + c) * BLOCK;
        if (kind < 0) add_cells(sums, cells, at[c], unit);
        else
            add_cell_classes(sums, cells, query->labels + index->label_of[kind],
                             index->widths[kind], unit);
        if (turn % CHUNK == CHUNK - 1 || turn == columns - 1) {
            int16_t least = INT16_MAX;
            for (int64_t i = 0; i < BLOCK; i++) least = sums[i] < least ? sums[i] : least;
            if (least > limit) return;
        }
    }
    for (int64_t lane = 0; lane < BLOCK; lane++)
        if (sums[lane] <= limit) {
            consider(index, query, index->records[block * BLOCK + lane]);
            limit = limit_of(index, query);
        }
}

WIDE static void search(const Index *index, Query *query, int16_t *bounds, int16_t *at) {
    int16_t unit = (int16_t)index->unit;
    for (int64_t c = 0; c < index->numbers; c++)
        at[c] = cell_of_number(index, c, query->values[c]);
    memset(bounds, 0, (size_t)index->blocks * sizeof *bounds);
    for (int64_t c = 0; c < columns_of(index); c++) {
        const int16_t *low = index->low + c * index->blocks, *high = index->high + c * index->blocks;
        int64_t kind = c - index->numbers;
        if (kind < 0) add_numbers(bounds, low, high, index->blocks, at[c], unit);
        else
            add_classes(bounds, low, high, index->blocks,
                        query->labels + index->label_of[kind], index->widths[kind], unit);
    }
    int64_t home = 0;
    for (int64_t block = 1; block < index->blocks; block++)
        if (bounds[block] < bounds[home]) home = block;
    scan(index, query, at, home);
    for (int64_t block = 0; block < index->blocks; block++)
        if (block != home && bounds[block] <= limit_of(index, query))
            scan(index, query, at, block);
}

/* Write the `wanted` nearest of `count` records to each of `queries`, and how far they are; -1 and
   infinity where there are fewer. A query of several labels in a category agrees with each of them,
   -1 with none. `omit`, if there, names a record for each query that is passed over. `middles` are
   values in the midst of each column of numbers. Returns 0, or -1 when there is no room. */
KERNEL int64_t nearest_records(int64_t queries, int64_t count, int64_t numbers, int64_t kinds,
                               const double *query_values, const int32_t *query_labels,
                               const double *values, const int32_t *classes, double *middles,
                               const int64_t *widths, const int64_t *label_of,
                               const double *losses, const int64_t *loss_of,
                               const int64_t *omit, int64_t wanted, int64_t *nearest,
                               double *distances) {
    int64_t columns = numbers + kinds, blocks = (count + BLOCK - 1) / BLOCK, labels = 0;
    Index index = {.count = count, .numbers = numbers, .kinds = kinds, .blocks = blocks,
                   .values = values, .classes = classes, .widths = widths, .label_of = label_of,
                   .losses = losses, .loss_of = loss_of, .middles = middles};
    index.unit = columns * FINEST < TOP ? FINEST : (TOP - 1) / (columns + 1);
    if (index.unit < 1) return -1;
    for (int64_t c = 0; c < kinds; c++) labels += widths[c];
    size_t boxes = (size_t)(columns * blocks + 1);
    index.cells = malloc(boxes * BLOCK * sizeof *index.cells);
    index.low = malloc(boxes * sizeof *index.low);
    index.high = malloc(boxes * sizeof *index.high);
    index.records = malloc((size_t)(blocks * BLOCK + 1) * sizeof *index.records);
    index.order = malloc(((size_t)columns + 1) * sizeof *index.order);
    Keyed *room = malloc(((size_t)count + (size_t)columns + 1) * sizeof *room);
    int16_t *bounds = malloc(((size_t)blocks + 1) * sizeof *bounds);
    int16_t *at = malloc(((size_t)columns + 1) * sizeof *at);
    int64_t failed = -1;
    if (index.cells && index.low && index.high && index.records && index.order && room && bounds &&
        at) {
        failed = 0;
        for (int64_t i = 0; i < blocks * BLOCK; i++) index.records[i] = i < count ? i : -1;
        for (int64_t c = 0; c < columns; c++) {
            room[c].key = count > 1 ? -spread(&index, c, 0, count) : 0;
            room[c].record = c;
        }
        qsort(room, (size_t)columns, sizeof *room, by_key);
        for (int64_t c = 0; c < columns; c++) index.order[c] = room[c].record;
        if (columns) arrange(&index, room, 0, count);
        fill_blocks(&index);
        for (int64_t q = 0; q < queries; q++) {
            Query query = {.values = query_values + q * numbers,
                           .labels = query_labels + q * labels,
                           .omitted = omit ? omit[q] : -1,
                           .wanted = wanted,
                           .nearest = nearest + q * wanted,
                           .distances = distances + q * wanted};
            if (blocks) search(&index, &query, bounds, at);
            for (int64_t i = query.found; i < wanted; i++) {
                query.nearest[i] = -1;
                query.distances[i] = INFINITY;
            }
        }
    }
    free(index.cells);
    free(index.low);
    free(index.high);
    free(index.records);
    free(index.order);
    free(room);
    free(bounds);
    free(at);
    return failed;
}
