/* Numbering distinct keys in the order in which they first appear. */

#include "kernels.h"

enum { CHUNK = 256 };

/* Write the number of each key, and the place where each number first appears. There are 2^bits
   slots, all of them zero, at least twice as many as keys. Returns how many distinct keys there
   are. */
KERNEL int64_t group_words(const int64_t *keys, int64_t n, int64_t *groups, int64_t *first,
                           uint32_t *slots, int64_t bits) {
    uint64_t last = (UINT64_C(1) << bits) - 1;
    uint64_t slot[CHUNK];
    int64_t count = 0;
    for (int64_t from = 0; from < n; from += CHUNK) {
        int64_t many = n - from < CHUNK ? n - from : CHUNK;
        for (int64_t i = 0; i < many; i++) {
            uint64_t key = (uint64_t)keys[from + i];
            slot[i] = ((key ^ key >> 32) * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - bits);
#if defined(__GNUC__)
            __builtin_prefetch(slots + slot[i]);
#endif
        }
        for (int64_t i = 0; i < many; i++) {
            uint64_t at = slot[i];
            int64_t found;
            while ((found = slots[at]) && keys[first[found - 1]] != keys[from + i]) at = (at + 1) & last;
            if (!found) {
                first[count] = from + i;
                found = ++count;
                slots[at] = (uint32_t)found;
            }
            groups[from + i] = found - 1;
        }
    }
    return count;
}
