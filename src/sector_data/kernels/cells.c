/* Which cells to empty so that every combination matches k subjects, where a gap matches anything.

   For one combination, a single pass over all others tells in which columns each differs. Counted by
   these sets and summed over their subsets, that is the number of matches it would have for every
   choice of columns to empty at once: the cheapest choice with enough matches is taken. Emptying
   never takes a match away, so that one pass over the combinations with too few matches suffices.
   Afterwards each choice is made anew, as cheaply as those that came to depend on it allow. */

#include "kernels.h"

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

typedef struct {
    int64_t columns, count, k;
    const int32_t *codes;    /* (columns, count); 0 is missing */
    const int64_t *subjects; /* (count): of each combination */
    const int64_t *rows;     /* (count) */
    const int32_t *missing;  /* (count): gaps of the source */
    int64_t choices;         /* sets of columns, cheapest first */
    const int32_t *sets;
    const int64_t *ranks;    /* (choices): equal for equal costs */
    const int64_t *limits;   /* (columns): cells that may be emptied, -1 for any */
    int64_t helpful;         /* whether help to others comes before the order of equal costs */
    const int64_t *of_combination, *people; /* subjects of each, when sums would count them twice */
    int64_t *seen;
    int32_t *emptied;        /* (count): what was chosen */
    int64_t *matches;        /* (count) */
    int64_t *used;           /* (columns) */
    uint32_t *apart;         /* (count): columns in which the present one differs */
    int64_t *sums, *helped;  /* (2 ** columns) */
    int64_t marks;
} Job;

WIDE static void mark_differences(const int32_t *codes, int32_t value, uint32_t bit,
                                  uint32_t *apart, int64_t count) {
    for (int64_t j = 0; j < count; j++) apart[j] |= codes[j] != value ? bit : 0;
}

WIDE static void leave_out(const int32_t *emptied, const int32_t *missing, uint32_t own,
                           uint32_t *apart, int64_t count) {
    for (int64_t j = 0; j < count; j++)
        apart[j] &= ~((uint32_t)emptied[j] | (uint32_t)missing[j] | own);
}

static void sum_over_subsets(int64_t *sums, int64_t columns) {
    int64_t size = (int64_t)1 << columns;
    for (int64_t bit = 1; bit < size; bit <<= 1)
        for (int64_t start = bit; start < size; start += 2 * bit)
            for (int64_t s = start; s < start + bit; s++) sums[s] += sums[s - bit];
}

/* Find in which columns all others differ from one, and the matches for every choice. */
static void look(Job *job, int64_t i) {
    size_t size = ((size_t)1 << job->columns) * sizeof *job->sums;
    memset(job->apart, 0, (size_t)job->count * sizeof *job->apart);
    for (int64_t c = 0; c < job->columns; c++) {
        const int32_t *codes = job->codes + c * job->count;
        mark_differences(codes, codes[i], (uint32_t)1 << c, job->apart, job->count);
    }
    leave_out(job->emptied, job->missing, (uint32_t)job->missing[i], job->apart, job->count);
    job->apart[i] = 0;
    memset(job->sums, 0, size);
    memset(job->helped, 0, size);
    for (int64_t j = 0; j < job->count; j++) job->sums[job->apart[j]] += job->subjects[j];
    if (job->helpful)
        for (int64_t j = 0; j < job->count; j++)
            if (job->matches[j] < job->k && j != i) job->helped[job->apart[j]] += job->rows[j];
    sum_over_subsets(job->sums, job->columns);
    if (job->helpful) sum_over_subsets(job->helped, job->columns);
}

static int is_enough(Job *job, uint32_t set) {
    if (job->sums[set] < job->k) return 0;
    if (!job->people) return 1;
    int64_t found = 0, mark = ++job->marks;
    for (int64_t j = 0; j < job->count; j++) {
        if (job->apart[j] & ~set) continue;
        for (int64_t p = job->of_combination[j]; p < job->of_combination[j + 1]; p++)
            if (job->seen[job->people[p]] != mark) {
                job->seen[job->people[p]] = mark;
                if (++found >= job->k) return 1;
            }
    }
    return 0;
}

static int is_allowed(const Job *job, int64_t i, uint32_t set) {
    for (int64_t c = 0; c < job->columns; c++)
        if ((set >> c & 1) && job->limits[c] >= 0 && job->used[c] + job->rows[i] > job->limits[c])
            return 0;
    return 1;
}

/* Return the best choice that contains some columns, or -1; the choices are tried in their order. */
static int64_t choose(Job *job, int64_t i, uint32_t needed) {
    int64_t best = -1;
    for (int64_t s = 0; s < job->choices; s++) {
        uint32_t set = (uint32_t)job->sets[s];
        if (best >= 0 && (!job->helpful || job->ranks[s] != job->ranks[best])) break;
        if ((set & needed) != needed || (set & (uint32_t)job->missing[i])) continue;
        if (best >= 0 && job->helped[set] <= job->helped[job->sets[best]]) continue;
        if (is_allowed(job, i, set) && is_enough(job, set)) best = s;
    }
    return best;
}

/* Put a choice in the place of the present one; the matches of the others follow. */
static void take(Job *job, int64_t i, uint32_t set) {
    uint32_t before = (uint32_t)job->emptied[i];
    for (int64_t j = 0; j < job->count; j++) {
        int had = (job->apart[j] & ~before) == 0, has = (job->apart[j] & ~set) == 0;
        job->matches[j] += (has - had) * job->subjects[i];
    }
    job->matches[i] = job->sums[set];
    job->emptied[i] = (int32_t)set;
    for (int64_t c = 0; c < job->columns; c++)
        if (set >> c & 1) job->used[c] += job->rows[i];
}

static void give_back(Job *job, int64_t i) {
    for (int64_t c = 0; c < job->columns; c++)
        if ((uint32_t)job->emptied[i] >> c & 1) job->used[c] -= job->rows[i];
}

static int64_t rank_of(const Job *job, uint32_t set) {
    for (int64_t s = 0; s < job->choices; s++)
        if ((uint32_t)job->sets[s] == set) return s;
    return job->choices;
}

/* Choose anew for one combination, with all that others need of its present choice. */
static int again(Job *job, int64_t i) {
    uint32_t present = (uint32_t)job->emptied[i], needed = 0;
    look(job, i);
    for (int64_t j = 0; j < job->count; j++)
        if (j != i && (job->apart[j] & ~present) == 0 && job->matches[j] >= job->k &&
            job->matches[j] - job->subjects[i] < job->k)
            needed |= job->apart[j];
    give_back(job, i);
    int64_t found = choose(job, i, needed);
    int better = found >= 0 && found < rank_of(job, present) &&
                 (job->ranks[found] < job->ranks[rank_of(job, present)] || !job->helpful);
    take(job, i, better ? (uint32_t)job->sets[found] : present);
    return better;
}

/* Choose the cells to empty.

   emptied and matches come in as they are now, and go out as they will be.
   Returns how often a choice was bettered afterwards, or -1 when memory is short. */
KERNEL int64_t cells_choose(int64_t columns, int64_t count, int64_t k, const int32_t *codes,
                            const int64_t *subjects, const int64_t *rows, const int32_t *missing,
                            int64_t choices, const int32_t *sets, const int64_t *ranks,
                            const int64_t *limits, int64_t helpful, const int64_t *of_combination,
                            const int64_t *people, int64_t people_count, const int64_t *order,
                            int64_t order_count, int64_t rounds, int32_t *emptied,
                            int64_t *matches, int64_t *used) {
    size_t size = (size_t)1 << columns;
    Job job = {columns, count, k, codes, subjects, rows, missing, choices, sets, ranks, limits,
               helpful, of_combination, people, NULL, emptied, matches, used, NULL, NULL, NULL, 0};
    job.seen = calloc((size_t)people_count + 1, sizeof *job.seen);
    job.apart = malloc(((size_t)count + 1) * sizeof *job.apart);
    job.sums = malloc(size * sizeof *job.sums);
    job.helped = malloc(size * sizeof *job.helped);
    int64_t bettered = 0;
    if (!(job.seen && job.apart && job.sums && job.helped)) bettered = -1;
    for (int64_t n = 0; n < order_count && bettered >= 0; n++) {
        int64_t i = order[n];
        if (!people && matches[i] >= k) continue;
        look(&job, i);
        if (is_enough(&job, (uint32_t)emptied[i])) continue;
        int64_t found = choose(&job, i, (uint32_t)emptied[i]);
        if (found < 0) continue;
        give_back(&job, i);
        take(&job, i, (uint32_t)sets[found]);
    }
    for (int64_t round = 0; round < rounds && !people && bettered >= 0; round++) {
        int64_t before = bettered;
        for (int64_t n = order_count - 1; n >= 0; n--)
            if (emptied[order[n]]) bettered += again(&job, order[n]);
        if (bettered == before) break;
    }
    free(job.seen);
    free(job.apart);
    free(job.sums);
    free(job.helped);
    return bettered;
}
