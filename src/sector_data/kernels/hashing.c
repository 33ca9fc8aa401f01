/* SipHash-2-4 with 128 bits (Aumasson and Bernstein, 2012) of many stretches of bytes. */

#include "kernels.h"

#define ROTATED(x, bits) ((x) << (bits) | (x) >> (64 - (bits)))

typedef struct {
    uint64_t a, b, c, d;
} state;

static inline void mix(state *s, int rounds) {
    while (rounds--) {
        s->a += s->b;
        s->b = ROTATED(s->b, 13) ^ s->a;
        s->a = ROTATED(s->a, 32);
        s->c += s->d;
        s->d = ROTATED(s->d, 16) ^ s->c;
        s->a += s->d;
        s->d = ROTATED(s->d, 21) ^ s->a;
        s->c += s->b;
        s->b = ROTATED(s->b, 17) ^ s->c;
        s->c = ROTATED(s->c, 32);
    }
}

/* The bytes as a number, the first the lowest, whatever order the machine has. */
static inline uint64_t word(const uint8_t *bytes, int64_t count) {
    uint64_t value = 0;
    while (count--) value = value << 8 | bytes[count];
    return value;
}

/* Stretch i is data[starts[i] .. ends[i]); its hash is high[i], low[i]. */
KERNEL void siphash_many(const uint8_t *data, const int64_t *starts, const int64_t *ends, int64_t n,
                         uint64_t key_low, uint64_t key_high, uint64_t *high, uint64_t *low) {
    for (int64_t i = 0; i < n; i++) {
        state s = {key_low ^ UINT64_C(0x736f6d6570736575), key_high ^ UINT64_C(0x646f72616e646f6d) ^ 0xee,
                   key_low ^ UINT64_C(0x6c7967656e657261), key_high ^ UINT64_C(0x7465646279746573)};
        const uint8_t *at = data + starts[i];
        int64_t left = ends[i] - starts[i];
        uint64_t last = (uint64_t)left << 56;
        for (; left >= 8; left -= 8, at += 8) {
            uint64_t value = word(at, 8);
            s.d ^= value;
            mix(&s, 2);
            s.a ^= value;
        }
        last |= word(at, left);
        s.d ^= last;
        mix(&s, 2);
        s.a ^= last;
        s.c ^= 0xee;
        mix(&s, 4);
        high[i] = s.a ^ s.b ^ s.c ^ s.d;
        s.b ^= 0xdd;
        mix(&s, 4);
        low[i] = s.a ^ s.b ^ s.c ^ s.d;
    }
}
