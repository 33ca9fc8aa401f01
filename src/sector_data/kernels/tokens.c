/* Keyed tokens: HMAC over many short messages, and digests spelt in an alphabet.

   No hash function lives here. SHA-256 is OpenSSL's, handed over as the addresses of its three
   functions; this is the loop around it that Python would be slow in. */

#include "kernels.h"

typedef int (*sha_init)(void *);
typedef int (*sha_update)(void *, const void *, size_t);
typedef int (*sha_final)(unsigned char *, void *);

#define DIGEST 32
#define BLOCK 64
/* Bytes kept for a state of SHA-256, which has 112: 8 words, 2 of length, 16 of data, 2 more. */
#define STATE 256

typedef union {
    unsigned char bytes[STATE];
    uint64_t aligned;
} state;

/* HMAC-SHA-256 (RFC 2104) of n messages with one key of BLOCK bytes, padded with zeros already.
   Message i is data[offsets[i] .. offsets[i + 1]). Both pads are absorbed once; a message costs two
   copies of a state. Returns 0, or 1 when a function of OpenSSL fails. */
KERNEL int64_t hmac_sha256_many(void *init, void *update, void *final, const uint8_t *key,
                                const int32_t *offsets, const uint8_t *data, int64_t n,
                                uint8_t *digests) {
    sha_init start;
    sha_update absorb;
    sha_final finish;
    memcpy(&start, &init, sizeof start);
    memcpy(&absorb, &update, sizeof absorb);
    memcpy(&finish, &final, sizeof finish);
    state inner, outer, working;
    uint8_t pad[BLOCK];
    memset(&inner, 0, sizeof inner);
    memset(&outer, 0, sizeof outer);
    for (int i = 0; i < BLOCK; i++) pad[i] = key[i] ^ 0x36;
    int well = start(&inner) == 1 && absorb(&inner, pad, BLOCK) == 1;
    for (int i = 0; i < BLOCK; i++) pad[i] = key[i] ^ 0x5c;
    well = well && start(&outer) == 1 && absorb(&outer, pad, BLOCK) == 1;
    memset(pad, 0, sizeof pad);
    for (int64_t i = 0; well && i < n; i++) {
        uint8_t *digest = digests + DIGEST * i;
        working = inner;
        well = absorb(&working, data + offsets[i], (size_t)(offsets[i + 1] - offsets[i])) == 1 &&
               finish(digest, &working) == 1;
        working = outer;
        well = well && absorb(&working, digest, DIGEST) == 1 && finish(digest, &working) == 1;
    }
    memset(&inner, 0, sizeof inner);
    memset(&outer, 0, sizeof outer);
    memset(&working, 0, sizeof working);
    return well ? 0 : 1;
}

/* Spell the first bits of each digest, `bits` to a character, behind a prefix that is there in
   `tokens` already. Where bits run out, zeros follow. width = prefix + length. */
KERNEL void spell_bits(const uint8_t *digests, int64_t n, const uint8_t *alphabet, int64_t bits,
                       int64_t length, int64_t width, uint8_t *tokens) {
    for (int64_t i = 0; i < n; i++) {
        const uint8_t *digest = digests + DIGEST * i;
        uint8_t *token = tokens + width * i + (width - length);
        uint64_t held = 0;
        int64_t count = 0, next = 0;
        for (int64_t place = 0; place < length; place++) {
            while (count < bits) {
                held = (held << 8) | (next < DIGEST ? digest[next] : 0);
                next++;
                count += 8;
            }
            count -= bits;
            token[place] = alphabet[(held >> count) & (((uint64_t)1 << bits) - 1)];
        }
    }
}

/* Spell each digest, read as a number of 256 bits, to any base: its last `length` digits. */
KERNEL void spell_digits(const uint8_t *digests, int64_t n, const uint8_t *alphabet, int64_t base,
                         int64_t length, int64_t width, uint8_t *tokens) {
    for (int64_t i = 0; i < n; i++) {
        const uint8_t *digest = digests + DIGEST * i;
        uint8_t *token = tokens + width * i + (width - length);
        uint64_t limbs[8];
        for (int limb = 0; limb < 8; limb++) {
            limbs[limb] = 0;
            for (int byte = 0; byte < 4; byte++)
                limbs[limb] = (limbs[limb] << 8) | digest[4 * limb + byte];
        }
        for (int64_t place = length - 1; place >= 0; place--) {
            uint64_t rest = 0;
            for (int limb = 0; limb < 8; limb++) {
                uint64_t whole = (rest << 32) | limbs[limb];
                limbs[limb] = whole / (uint64_t)base;
                rest = whole % (uint64_t)base;
            }
            token[place] = alphabet[rest];
        }
    }
}
