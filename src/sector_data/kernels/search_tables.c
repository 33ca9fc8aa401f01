/* Tables of classes: grouping under a coarser node, and rolling up.

   Keys are made for a chunk of rows first and looked up then, so that the memory of the hash table
   is on its way before it is needed. */

#include "search.h"

enum { CHUNK = 256 };

const int32_t *search_map(search *s, int d, int from, int to) {
    int64_t cell = s->start[d] + from;
    if (!s->maps[cell][to]) {
        int64_t size = s->given.sizes[cell];
        int32_t *map = calloc((size_t)(size ? size : 1), sizeof *map);
        if (!map) {
            s->failed = 1;
            return NULL;
        }
        const int64_t *fine = s->given.groups[cell], *coarse = s->given.groups[s->start[d] + to];
        for (int64_t v = 0; v < s->given.values[d]; v++) map[fine[v]] = (int32_t)coarse[v];
        s->maps[cell][to] = map;
    }
    return s->maps[cell][to];
}

static const uint64_t *lift(search *s, int d, int from, int to) {
    int64_t cell = s->start[d] + from;
    if (!s->lifts[cell][to]) {
        int64_t size = s->given.sizes[cell];
        const int32_t *map = search_map(s, d, from, to);
        uint64_t *lifted = map ? malloc((size_t)(size ? size : 1) * sizeof *lifted) : NULL;
        if (!lifted) {
            s->failed = 1;
            return NULL;
        }
        for (int64_t g = 0; g < size; g++) lifted[g] = (uint64_t)map[g] << s->shift[d];
        s->lifts[cell][to] = lifted;
    }
    return s->lifts[cell][to];
}

/* Make the key that each row of a table has under a node. Fields outside `keep` are left out. */
void search_keys(search *s, const search_table *t, const int16_t *node, const uint64_t *keep) {
    const uint64_t *lifted[MOST_DIMENSIONS];
    int of[MOST_DIMENSIONS];
    uint64_t kept[MOST_WORDS];
    int changed = 0;
    memcpy(kept, keep, sizeof kept);
    for (int d = 0; d < s->dimensions; d++) {
        if (node[d] == t->node[d]) continue;
        kept[s->word[d]] &= ~(s->mask[d] << s->shift[d]);
        if (s->given.sizes[s->start[d] + node[d]] == 1) continue; /* its only code is 0 */
        lifted[changed] = lift(s, d, t->node[d], node[d]);
        if (!lifted[changed]) return;
        of[changed++] = d;
    }
    for (int64_t from = 0; from < t->n; from += CHUNK) {
        int64_t many = t->n - from < CHUNK ? t->n - from : CHUNK;
        for (int w = 0; w < s->words; w++) {
            const uint64_t *keys = t->keys[w] + from;
            uint64_t *key = s->made_keys[w] + from, keeping = kept[w];
            for (int64_t i = 0; i < many; i++) key[i] = keys[i] & keeping;
        }
        for (int c = 0; c < changed; c++) {
            const uint64_t *by = lifted[c], *keys = t->keys[s->word[of[c]]] + from;
            uint64_t *key = s->made_keys[s->word[of[c]]] + from, mask = s->mask[of[c]];
            int shift = s->shift[of[c]];
            for (int64_t i = 0; i < many; i++) key[i] |= by[keys[i] >> shift & mask];
        }
    }
}

static uint64_t spread(uint64_t key) {
    return (key ^ key >> 32) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Number the places of some of the keys made last, out of a power of two of them. */
static inline void spread_keys(const search *s, int words, int64_t from, int64_t many, int bits, uint32_t *at) {
    const uint64_t *key = s->made_keys[0] + from;
    for (int64_t i = 0; i < many; i++) {
        uint64_t mixed = spread(key[i]);
        for (int w = 1; w < words; w++) mixed = spread(mixed ^ s->made_keys[w][from + i]);
        at[i] = (uint32_t)(mixed >> (64 - bits));
    }
}

/* Add up the cells that hold less than k, which is less than 128: eight at a time, in bytes of a word. */
static int64_t sum_below(const uint8_t *cells, int64_t many, int64_t k) {
    const uint64_t ones = ~UINT64_C(0) / 255, pairs = ~UINT64_C(0) / 257, tops = ones << 7;
    int64_t sum = 0;
    for (int64_t from = 0; from < many;) {
        uint64_t lanes = 0; /* of 16 bits: up to 64 words add less than that to each */
        for (int turn = 0; turn < 64 && from < many; turn++, from += 8) {
            uint64_t word;
            memcpy(&word, cells + from, sizeof word);
            uint64_t full = (word + (uint64_t)(128 - k) * ones) & tops;
            word &= ~(full - (full >> 7));
            lanes += (word & pairs) + (word >> 8 & pairs);
        }
        for (int lane = 0; lane < 4; lane++) sum += (int64_t)(lanes >> 16 * lane & 0xFFFF);
    }
    return sum;
}

/* Count rows that k-anonymity suppresses under the keys made last, or fewer: keys share cells without
   being compared, and whatever shares a cell counts as one class. Needs 1 < k < 128. */
int64_t search_at_least(search *s, const search_table *t) {
    int bits = 6, times = t->n < 1 << 17 ? 8 : 4;
    while (((int64_t)1 << bits) < times * t->n) bits++;
    uint8_t *cells = s->cells;
    memset(cells, 0, (size_t)1 << bits);
    int64_t k = s->given.k;
    const int64_t *rows = t->rows;
    uint32_t at[CHUNK];
    for (int64_t from = 0; from < t->n; from += CHUNK) {
        int64_t many = t->n - from < CHUNK ? t->n - from : CHUNK;
        if (s->words == 1)
            spread_keys(s, 1, from, many, bits, at);
        else
            spread_keys(s, s->words, from, many, bits, at);
        for (int64_t i = 0; i < many; i++) {
            int64_t sum = cells[at[i]] + (rows[from + i] < k ? rows[from + i] : k);
            cells[at[i]] = (uint8_t)(sum < k ? sum : k);
        }
    }
    return sum_below(cells, (int64_t)1 << bits, k);
}

/* What some bits of a key add to the number of its cell. */
typedef struct {
    uint32_t *place;
    int word;
    int shift;
    uint64_t mask;
} key_part;

/* Count what a node keeps where k-anonymity alone decides and few combinations are possible: each has a
   cell of its own, which counts no further than k. Returns 0 when there are too many for that. */
int search_count(search *s, const search_table *t, const int16_t *node, search_look_result *seen) {
    int64_t k = s->given.k, space = 1, most = t->n * 64 < s->most_cells ? t->n * 64 : s->most_cells;
    key_part parts[MOST_DIMENSIONS], *last = NULL;
    int used = 0, end = 0; /* of the part so far */
    for (int d = s->dimensions - 1; d >= 0; d--) {
        int64_t size = s->given.sizes[s->start[d] + node[d]], codes = s->given.sizes[s->start[d] + t->node[d]];
        if (size == 1) continue; /* its only code is 0 */
        if (space > most / size) return 0;
        const int32_t *map = search_map(s, d, t->node[d], node[d]);
        if (!map) return 0;
        int shift = s->shift[d], width = (int)s->given.widths[d];
        int lower = last ? shift - last->shift : 0; /* bits of the part so far */
        if (last && last->word == s->word[d] && shift == end && lower + width <= PART_BITS &&
            codes << lower <= t->n) {
            /* One look-up serves neighbours that have few codes. */
            for (int64_t g = codes - 1; g >= 0; g--)
                for (int64_t i = 0; i < (int64_t)1 << lower; i++)
                    last->place[(g << lower) + i] = last->place[i] + (uint32_t)(map[g] * space);
            last->mask |= s->mask[d] << lower;
        } else {
            uint32_t *place = last ? last->place + last->mask + 1 : s->places;
            for (int64_t g = 0; g < codes; g++) place[g] = (uint32_t)(map[g] * space);
            last = parts + used++;
            *last = (key_part){place, s->word[d], shift, s->mask[d]};
        }
        end = shift + width;
        space *= size;
    }
    uint8_t *cells = s->cells;
    memset(cells, 0, (size_t)space);
    int64_t counted = 0, kept = 0, classes = 0;
    uint32_t at[CHUNK];
    for (int64_t from = 0; from < t->n; from += CHUNK) {
        int64_t many = t->n - from < CHUNK ? t->n - from : CHUNK;
        memset(at, 0, sizeof at);
        for (int c = 0; c < used; c++) {
            key_part part = parts[c];
            const uint64_t *keys = t->keys[part.word] + from;
            for (int64_t i = 0; i < many; i++) at[i] += part.place[keys[i] >> part.shift & part.mask];
        }
        for (int64_t i = 0; i < many; i++) {
            int64_t rows = t->rows[from + i], before = cells[at[i]], now = before + (rows < k ? rows : k);
            now = now < k ? now : k;
            cells[at[i]] = (uint8_t)now;
            counted += now - before;
            kept += (now == k) - (before == k);
            classes += before == 0;
        }
    }
    seen->classes = classes;
    seen->kept = kept;
    seen->suppressed = seen->forced = counted - k * kept;
    return 1;
}

/* Whether a class and a key made last differ beyond their first words. */
static inline int differ(const search *s, int words, uint32_t c, int64_t i) {
    for (int w = 1; w < words; w++)
        if (s->class_keys[w][c] != s->made_keys[w][i]) return 1;
    return 0;
}

static inline int64_t group_words(search *s, int words, const search_table *t) {
    int bits = 4;
    while (((int64_t)1 << bits) < 4 * t->n) bits++;
    uint32_t *slots = s->slots;
    memset(slots, 0, sizeof *slots << bits);
    uint64_t *class_keys = s->class_keys[0];
    int64_t *class_rows = s->class_rows;
    uint32_t last = ((uint32_t)1 << bits) - 1, classes = 0;
    uint32_t slot[CHUNK];
    for (int64_t from = 0; from < t->n; from += CHUNK) {
        int64_t many = t->n - from < CHUNK ? t->n - from : CHUNK;
        const uint64_t *key = s->made_keys[0] + from;
        spread_keys(s, words, from, many, bits, slot);
#if defined(__GNUC__)
        for (int64_t i = 0; i < many; i++) __builtin_prefetch(slots + slot[i]);
#endif
        for (int64_t i = 0; i < many; i++) {
            uint32_t at = slot[i], found;
            while ((found = slots[at]) &&
                   (class_keys[found - 1] != key[i] || differ(s, words, found - 1, from + i)))
                at = (at + 1) & last;
            if (!found) {
                class_keys[classes] = key[i];
                for (int w = 1; w < words; w++) s->class_keys[w][classes] = s->made_keys[w][from + i];
                class_rows[classes] = 0;
                slots[at] = found = ++classes;
            }
            class_rows[found - 1] += t->rows[from + i];
            s->of[from + i] = found - 1;
        }
    }
    return classes;
}

/* Group the rows of a table by the keys made last; fills `of`, `class_keys` and `class_rows`, and
   returns the number of classes. */
int64_t search_group(search *s, const search_table *t) {
    /* Most keys have one word, and are grouped faster where the compiler knows it. */
    return s->words == 1 ? group_words(s, 1, t) : group_words(s, s->words, t);
}

/* Unite what the classes hold; a class that has enough takes no more. */
int search_members(search *s, const search_table *t, int64_t classes) {
    for (int64_t m = 0; m < s->given.members; m++) {
        int32_t most = (int32_t)s->given.thresholds[m], *held = s->class_held[m];
        memset(held, 0, (size_t)classes * sizeof *held);
        for (int64_t i = 0; i < t->n; i++) {
            uint32_t c = s->of[i];
            if (held[c] >= most) continue;
            int32_t *mine = s->class_things[m] + (int64_t)c * most;
            const int32_t *theirs = t->things[m] + i * most;
            int32_t count = t->held[m][i];
            if (count >= most) {
                held[c] = most;
                continue;
            }
            for (int32_t j = 0; j < count && held[c] < most; j++) {
                int32_t at = 0;
                while (at < held[c] && mine[at] != theirs[j]) at++;
                if (at == held[c]) mine[held[c]++] = theirs[j];
            }
        }
    }
    return 0;
}

void search_free_table(search *s, search_table *t) {
    for (int w = 0; w < MOST_WORDS; w++) free(t->keys[w]);
    free(t->rows);
    for (int64_t m = 0; m < s->given.members; m++) {
        free(t->things[m]);
        free(t->held[m]);
    }
    memset(t, 0, sizeof *t);
}

/* Make the table of a coarser node; returns 0 without memory. */
int search_roll_up(search *s, const search_table *t, const int16_t *node, search_table *made) {
    memset(made, 0, sizeof *made);
    uint64_t keep[MOST_WORDS];
    memset(keep, 0xFF, sizeof keep);
    search_keys(s, t, node, keep);
    if (s->failed) return 0;
    int64_t n = search_group(s, t);
    made->n = n;
    memcpy(made->node, node, sizeof made->node);
    size_t most = (size_t)(n ? n : 1);
    made->rows = malloc(most * sizeof *made->rows);
    int missing = !made->rows;
    for (int w = 0; w < s->words; w++) {
        made->keys[w] = malloc(most * sizeof **made->keys);
        missing |= !made->keys[w];
    }
    if (!missing) {
        for (int w = 0; w < s->words; w++)
            memcpy(made->keys[w], s->class_keys[w], (size_t)n * sizeof **made->keys);
        memcpy(made->rows, s->class_rows, (size_t)n * sizeof *made->rows);
        search_members(s, t, n);
    }
    for (int64_t m = 0; m < s->given.members && !missing; m++) {
        size_t slots = most * (size_t)s->given.thresholds[m];
        made->things[m] = malloc(slots * sizeof(int32_t));
        made->held[m] = malloc(most * sizeof(int32_t));
        missing = !made->things[m] || !made->held[m];
        if (missing) break;
        memcpy(made->things[m], s->class_things[m],
               (size_t)(n * s->given.thresholds[m]) * sizeof(int32_t));
        memcpy(made->held[m], s->class_held[m], (size_t)n * sizeof(int32_t));
    }
    if (missing) {
        search_free_table(s, made);
        s->failed = 1;
        return 0;
    }
    return 1;
}
