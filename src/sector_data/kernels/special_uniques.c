/* Minimal sample uniques: the smallest sets of columns in which a combination belongs to one subject.

   Combinations are split by one column after another, as the bottom-up cube is (Beyer and Ramakrishnan
   1999, "Bottom-up computation of sparse and iceberg cubes", SIGMOD): a group that has one owner
   left needs no further column, and is not split again. Columns are added downwards, so that each
   combination meets sets of columns in the order of their bits, smaller sets before those that hold
   them: a set is minimal unless one found before lies in it. */

#include "kernels.h"

/* Some of the sets found for one combination that begin with one column, in half a
   line of the cache. */
enum { TOGETHER = 4 };

typedef struct {
    int64_t next; /* of the same combination and first column; -1 at the end */
    int32_t combination, many;
    uint32_t sets[TOGETHER];
} Uniques;

typedef struct {
    int64_t columns, count;
    const int32_t *codes;  /* (columns, count); 0 is missing */
    const int64_t *owners; /* (count): the subject of each, -1 for several */
    int64_t largest;
    int32_t *split;        /* (largest, count): combinations in the order of the groups */
    int32_t *places;       /* (codes of a column): 0 between splits */
    int32_t *touched;
    int64_t *last;         /* (count, columns): where sets of each were put last, by first column */
    Uniques *found;
    int64_t used, room;
    int64_t number;        /* of sets found for all */
    int failed;
} Search;

/* What lies in a set and was found before has the same first column: without it, the set belongs to
   several, or it would not have been split any further. */
static int is_minimal(const Search *search, int32_t combination, int64_t first, uint32_t set) {
    for (int64_t at = search->last[combination * search->columns + first]; at >= 0;) {
        const Uniques *found = search->found + at;
        for (int32_t i = 0; i < found->many; i++)
            if ((found->sets[i] & ~set) == 0) return 0;
        at = found->next;
    }
    return 1;
}

static void keep(Search *search, int32_t combination, int64_t first, uint32_t set) {
    int64_t *put = search->last + combination * search->columns + first, last = *put;
    if (last < 0 || search->found[last].many == TOGETHER) {
        if (search->used == search->room) {
            int64_t room = 2 * search->room;
            Uniques *larger = realloc(search->found, (size_t)room * sizeof *larger);
            if (!larger) {
                search->failed = 1;
                return;
            }
            search->found = larger;
            search->room = room;
        }
        search->found[search->used] = (Uniques){.next = last, .combination = combination};
        *put = last = search->used++;
    }
    Uniques *found = search->found + last;
    found->sets[found->many++] = set;
    search->number++;
}

/* Write the combinations that have a value in a column, group by group; return how many they are. */
static int64_t split_by(Search *search, const int32_t *codes, const int32_t *from, int64_t count,
                        int32_t *to) {
    int32_t *places = search->places, *touched = search->touched;
    int64_t values = 0;
    for (int64_t i = 0; i < count; i++) {
        int32_t code = codes[from[i]];
        if (code && !places[code]++) touched[values++] = code;
    }
    int32_t place = 0;
    for (int64_t v = 0; v < values; v++) {
        int32_t many = places[touched[v]];
        places[touched[v]] = place;
        place += many;
    }
    for (int64_t i = 0; i < count; i++) {
        int32_t code = codes[from[i]];
        if (code) to[places[code]++] = from[i];
    }
    for (int64_t v = 0; v < values; v++) places[touched[v]] = 0;
    return place;
}

static int has_one_owner(const Search *search, const int32_t *group, int64_t count) {
    int64_t owner = search->owners[group[0]];
    for (int64_t i = 1; i < count; i++)
        if (search->owners[group[i]] != owner) return 0;
    return owner >= 0;
}

/* Two of different owners that are left in a group part in every column in which they differ.
   Columns in which they agree help nothing: the set without them is smaller. */
static void part(Search *search, const int32_t *pair, int64_t limit, uint32_t set) {
    for (int64_t c = 0; c < limit && !search->failed; c++) {
        const int32_t *codes = search->codes + c * search->count;
        uint32_t with = set | (uint32_t)1 << c;
        if (codes[pair[0]] == codes[pair[1]]) continue;
        for (int64_t i = 0; i < 2; i++) {
            int32_t one = pair[i];
            if (codes[one] && search->owners[one] >= 0 && is_minimal(search, one, c, with))
                keep(search, one, c, with);
        }
    }
}

/* Add to a set every column below a limit, for the combinations of one group. */
static void add_columns(Search *search, const int32_t *group, int64_t count, int64_t limit,
                        uint32_t set, int64_t depth) {
    if (count == 2 && set) {
        part(search, group, limit, set);
        return;
    }
    int32_t *to = search->split + depth * search->count;
    for (int64_t c = 0; c < limit && !search->failed; c++) {
        const int32_t *codes = search->codes + c * search->count;
        uint32_t with = set | (uint32_t)1 << c;
        int64_t present = split_by(search, codes, group, count, to);
        for (int64_t start = 0, end; start < present; start = end) {
            int32_t code = codes[to[start]];
            for (end = start + 1; end < present && codes[to[end]] == code;) end++;
            if (has_one_owner(search, to + start, end - start)) {
                for (int64_t i = start; i < end; i++)
                    if (is_minimal(search, to[i], c, with)) keep(search, to[i], c, with);
            } else if (depth + 1 < search->largest && c) {
                add_columns(search, to + start, end - start, c, with, depth + 1);
            }
        }
    }
}

KERNEL void special_uniques_take(Search *search, int32_t *combinations, uint32_t *sets) {
    int64_t written = 0;
    for (int64_t at = 0; combinations && at < search->used; at++) {
        const Uniques *found = search->found + at;
        for (int32_t i = 0; i < found->many; i++, written++) {
            combinations[written] = found->combination;
            sets[written] = found->sets[i];
        }
    }
    free(search->split);
    free(search->places);
    free(search->touched);
    free(search->last);
    free(search->found);
    free(search);
}

/* Find all; `codes_most` is the largest code. Returns what special_uniques_take must be given, and
   writes how many there are; NULL without memory. */
KERNEL Search *special_uniques_find(int64_t columns, int64_t count, int64_t codes_most,
                                    int64_t largest, const int32_t *codes, const int64_t *owners,
                                    int64_t *number) {
    Search *search = calloc(1, sizeof *search);
    if (!search) return NULL;
    search->columns = columns;
    search->count = count;
    search->codes = codes;
    search->owners = owners;
    search->largest = largest;
    search->room = count / 4 + 16;
    size_t cells = (size_t)count * sizeof(int32_t);
    search->split = malloc(((size_t)largest + 1) * cells + 1);
    search->places = calloc((size_t)codes_most + 1, sizeof *search->places);
    search->touched = malloc(((size_t)codes_most + 1) * sizeof *search->touched);
    search->last = malloc((size_t)(count * columns) * sizeof *search->last + 1);
    search->found = malloc((size_t)search->room * sizeof *search->found);
    search->failed = !search->split || !search->places || !search->touched || !search->last ||
                     !search->found;
    if (!search->failed) {
        int32_t *all = search->split + largest * count;
        for (int64_t i = 0; i < count; i++) all[i] = (int32_t)i;
        for (int64_t i = 0; i < count * columns; i++) search->last[i] = -1;
        if (count) add_columns(search, all, count, columns, 0, 0);
    }
    if (search->failed) {
        special_uniques_take(search, NULL, NULL);
        return NULL;
    }
    *number = search->number;
    return search;
}
