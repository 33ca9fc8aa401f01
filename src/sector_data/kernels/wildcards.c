/* How many rows match each row when a missing value matches anything.

   Rows are distinct combinations, sorted by their pattern of missing values; a combination is a few
   64-bit words with a field for each column, 0 in the field of a missing value. Two rows match when
   they are equal in the fields that both have. For each pattern, all rows are put into a hash table
   by what is left of them beside that pattern, and the pattern's rows look themselves up. */

#include "kernels.h"

typedef struct {
    int64_t rows, words, patterns;
    const uint64_t *keys;    /* (rows, words) */
    const int64_t *offsets;  /* (patterns + 1): the rows of each pattern */
    const uint64_t *present; /* (patterns, words): ones in the fields of values that are there */
} Table;

typedef struct {
    int64_t size;      /* a power of two */
    int64_t *slots;    /* entry in each slot, -1 when free */
    int64_t entries;
    int64_t *example;  /* a row of each entry */
    int64_t *join_of;  /* the join that an entry belongs to */
    uint64_t *joins;   /* (patterns, words): the distinct sets of fields to compare */
    int64_t *join;     /* (patterns): which of them each pattern needs */
    int64_t joins_count;
    int64_t join_size;   /* a power of two */
    int64_t *join_slots; /* join in each slot, -1 when free */
} Index;

static uint64_t mixed(uint64_t value) {
    value ^= value >> 32;
    value *= 0xD6E8FEB86659FD93u;
    value ^= value >> 32;
    value *= 0xD6E8FEB86659FD93u;
    return value ^ (value >> 32);
}

static int64_t find(const Table *table, const Index *index, int64_t row, int64_t join, int64_t *at) {
    const uint64_t *key = table->keys + row * table->words;
    const uint64_t *fields = index->joins + join * table->words;
    uint64_t hash = (uint64_t)join + 1;
    for (int64_t w = 0; w < table->words; w++) hash = mixed(hash ^ (key[w] & fields[w]));
    int64_t slot = (int64_t)(hash & (uint64_t)(index->size - 1));
    for (;; slot = (slot + 1) & (index->size - 1)) {
        int64_t entry = index->slots[slot];
        *at = slot;
        if (entry < 0) return -1;
        if (index->join_of[entry] != join) continue;
        const uint64_t *other = table->keys + index->example[entry] * table->words;
        int equal = 1;
        for (int64_t w = 0; w < table->words; w++)
            equal &= (key[w] & fields[w]) == (other[w] & fields[w]);
        if (equal) return entry;
    }
}

static int64_t add(const Table *table, Index *index, int64_t row, int64_t join) {
    int64_t slot, entry = find(table, index, row, join, &slot);
    if (entry >= 0) return entry;
    entry = index->entries++;
    index->slots[slot] = entry;
    index->example[entry] = row;
    index->join_of[entry] = join;
    return entry;
}

static int start(const Table *table, Index *index) {
    size_t rows = (size_t)table->rows + 1, patterns = (size_t)table->patterns + 1;
    index->size = 16;
    while (index->size < 2 * table->rows) index->size *= 2;
    index->slots = malloc((size_t)index->size * sizeof *index->slots);
    index->example = malloc(rows * sizeof *index->example);
    index->join_of = malloc(rows * sizeof *index->join_of);
    index->joins = malloc(patterns * (size_t)table->words * sizeof *index->joins);
    index->join = malloc(patterns * sizeof *index->join);
    index->join_size = 16;
    while (index->join_size < 2 * table->patterns) index->join_size *= 2;
    index->join_slots = malloc((size_t)index->join_size * sizeof *index->join_slots);
    return index->slots && index->example && index->join_of && index->joins && index->join &&
           index->join_slots;
}

static void finish(Index *index) {
    free(index->slots);
    free(index->example);
    free(index->join_of);
    free(index->joins);
    free(index->join);
    free(index->join_slots);
}

/* Empty the table, and find which sets of fields the rows of a pattern compare with the others. */
static void begin(const Table *table, Index *index, int64_t pattern) {
    const uint64_t *own = table->present + pattern * table->words;
    memset(index->slots, 0xFF, (size_t)index->size * sizeof *index->slots);
    memset(index->join_slots, 0xFF, (size_t)index->join_size * sizeof *index->join_slots);
    index->entries = 0;
    index->joins_count = 0;
    for (int64_t q = 0; q < table->patterns; q++) {
        const uint64_t *other = table->present + q * table->words;
        uint64_t *fields = index->joins + index->joins_count * table->words;
        uint64_t hash = 0;
        for (int64_t w = 0; w < table->words; w++) {
            fields[w] = own[w] & other[w];
            hash = mixed(hash ^ fields[w]);
        }
        int64_t slot = (int64_t)(hash & (uint64_t)(index->join_size - 1));
        for (;; slot = (slot + 1) & (index->join_size - 1)) {
            int64_t join = index->join_slots[slot];
            if (join < 0) {
                index->join[q] = index->join_slots[slot] = index->joins_count++;
                break;
            }
            if (memcmp(index->joins + join * table->words, fields,
                       (size_t)table->words * sizeof *fields) == 0) {
                index->join[q] = join;
                break;
            }
        }
    }
}

static int nothing_there(const Table *table, int64_t pattern) {
    uint64_t any = 0;
    for (int64_t w = 0; w < table->words; w++) any |= table->present[pattern * table->words + w];
    return any == 0;
}

/* Sum measures over the rows that match each row.

   full:    over matches without missing values, and the row itself; all for a row without any value.
   partial: over the other matches.
   Returns 0, or 1 when memory is short. */
KERNEL int64_t wildcard_sums(int64_t rows, int64_t words, int64_t patterns, const uint64_t *keys,
                             const int64_t *offsets, const uint64_t *present, int64_t complete,
                             int64_t measures, const double *values, double *full,
                             double *partial) {
    Table table = {rows, words, patterns, keys, offsets, present};
    Index index = {0};
    double *sums = malloc(((size_t)rows + 1) * (size_t)measures * 2 * sizeof *sums);
    int64_t failed = !(start(&table, &index) && sums);
    for (int64_t p = 0; p < patterns && !failed; p++) {
        begin(&table, &index, p);
        int all = nothing_there(&table, p);
        for (int64_t q = 0; q < patterns; q++) {
            int64_t side = (all || q == complete || q == p) ? 0 : 1;
            for (int64_t row = offsets[q]; row < offsets[q + 1]; row++) {
                int64_t before = index.entries;
                int64_t entry = add(&table, &index, row, index.join[q]);
                double *sum = sums + entry * measures * 2;
                if (entry == before) memset(sum, 0, (size_t)measures * 2 * sizeof *sum);
                for (int64_t v = 0; v < measures; v++)
                    sum[side * measures + v] += values[row * measures + v];
            }
        }
        for (int64_t row = offsets[p]; row < offsets[p + 1]; row++)
            for (int64_t join = 0; join < index.joins_count; join++) {
                int64_t slot, entry = find(&table, &index, row, join, &slot);
                if (entry < 0) continue;
                const double *sum = sums + entry * measures * 2;
                for (int64_t v = 0; v < measures; v++) {
                    full[row * measures + v] += sum[v];
                    partial[row * measures + v] += sum[measures + v];
                }
            }
    }
    finish(&index);
    free(sums);
    return failed;
}

static int64_t newly_seen(const int64_t *of_row, const int64_t *subjects, int64_t row, int64_t mark,
                          int64_t *seen) {
    int64_t count = 0;
    for (int64_t i = of_row[row]; i < of_row[row + 1]; i++)
        if (seen[subjects[i]] != mark) {
            seen[subjects[i]] = mark;
            count++;
        }
    return count;
}

/* Count distinct subjects over the rows that match each row; full and partial as above, where a
   subject with a match of the first sort does not count for the second.
   Returns 0, or 1 when memory is short. */
KERNEL int64_t wildcard_subjects(int64_t rows, int64_t words, int64_t patterns,
                                 const uint64_t *keys, const int64_t *offsets,
                                 const uint64_t *present, int64_t complete, const int64_t *of_row,
                                 const int64_t *subjects, int64_t subjects_count, int64_t *full,
                                 int64_t *partial) {
    Table table = {rows, words, patterns, keys, offsets, present};
    Index index = {0};
    int64_t *head = malloc(((size_t)rows + 1) * sizeof *head);
    int64_t *next = malloc(((size_t)rows + 1) * sizeof *next);
    int64_t *weak = malloc(((size_t)rows + 1) * sizeof *weak);
    int64_t *seen = malloc(((size_t)subjects_count + 1) * sizeof *seen);
    int64_t failed = !(start(&table, &index) && head && next && weak && seen);
    if (!failed) memset(seen, 0xFF, ((size_t)subjects_count + 1) * sizeof *seen);
    for (int64_t p = 0; p < patterns && !failed; p++) {
        begin(&table, &index, p);
        int all = nothing_there(&table, p);
        for (int64_t q = 0; q < patterns; q++)
            for (int64_t row = offsets[q]; row < offsets[q + 1]; row++) {
                int64_t before = index.entries;
                int64_t entry = add(&table, &index, row, index.join[q]);
                next[row] = entry == before ? -1 : head[entry];
                head[entry] = row;
                weak[row] = !(all || q == complete || q == p);
            }
        for (int64_t row = offsets[p]; row < offsets[p + 1]; row++)
            for (int64_t side = 0; side < 2; side++)
                for (int64_t join = 0; join < index.joins_count; join++) {
                    int64_t slot, entry = find(&table, &index, row, join, &slot);
                    if (entry < 0) continue;
                    for (int64_t other = head[entry]; other >= 0; other = next[other])
                        if (weak[other] == side)
                            (side ? partial : full)[row] +=
                                newly_seen(of_row, subjects, other, row, seen);
                }
    }
    finish(&index);
    free(head);
    free(next);
    free(weak);
    free(seen);
    return failed;
}
