/* Large blocks of memory that lie in files without a name, for numpy's arrays.

   The four functions are those of a PyDataMem_Handler (NumPy Enhancement Proposal 49). A block of
   some size lies in a file of its own, which is unlinked at once and mapped: the system writes its
   pages there when it needs room, in place of keeping them. Smaller blocks, and all where there is
   no room on the disk, are those of the handler that was there before. */

#ifdef __linux__
#define _XOPEN_SOURCE 700
#endif

#include "kernels.h"

#ifdef __linux__

#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_BLOCKS = 512, PAGE = 4096 };

typedef struct {
    void *ctx;
    void *(*malloc)(void *ctx, size_t size);
    void *(*calloc)(void *ctx, size_t count, size_t size);
    void *(*realloc)(void *ctx, void *block, size_t size);
    void (*free)(void *ctx, void *block, size_t size);
} Allocator;

typedef struct {
    char name[127];
    uint8_t version;
    Allocator allocator;
} Handler;

static struct { void *block; size_t size; } blocks[MOST_BLOCKS];
static int used;
static atomic_flag lock = ATOMIC_FLAG_INIT;
static Allocator before;
static char folder[PATH_MAX];
static size_t large;

static void enter(void) {
    while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire)) {}
}

static void leave(void) { atomic_flag_clear_explicit(&lock, memory_order_release); }

/* Open a file without a name; -1 when there is none to be had. */
static int open_nameless(void) {
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/sector-data-XXXXXX", folder);
    int file = mkstemp(path);
    if (file >= 0) unlink(path);
    return file;
}

static void *map_file(size_t size) {
    int file = open_nameless();
    if (file < 0) return NULL;
    /* All room is taken now: a page that found none later would end the process. */
    void *block = MAP_FAILED;
    if (posix_fallocate(file, 0, (off_t)size) == 0)
        block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return block == MAP_FAILED ? NULL : block;
}

/* Return a block of zeros in a file, NULL when it is to be had elsewhere. */
static void *in_file(size_t size) {
    if (size < large) return NULL;
    void *block = map_file(size);
    if (!block) return NULL;
    enter();
    int kept = used < MOST_BLOCKS;
    if (kept) {
        blocks[used].block = block;
        blocks[used++].size = size;
    }
    leave();
    if (kept) return block;
    munmap(block, size);
    return NULL;
}

/* Return the size of a block in a file, 0 when it is none; forget it when asked. */
static size_t size_in_file(void *block, int forget) {
    size_t size = 0;
    if (!block || (uintptr_t)block % PAGE) return 0;
    enter();
    for (int i = 0; i < used; i++) {
        if (blocks[i].block != block) continue;
        size = blocks[i].size;
        if (forget) blocks[i] = blocks[--used];
        break;
    }
    leave();
    return size;
}

static void *scratch_malloc(void *ctx, size_t size) {
    (void)ctx;
    void *block = in_file(size);
    return block ? block : before.malloc(before.ctx, size);
}

static void *scratch_calloc(void *ctx, size_t count, size_t size) {
    (void)ctx;
    void *block = size && count > SIZE_MAX / size ? NULL : in_file(count * size);
    return block ? block : before.calloc(before.ctx, count, size);
}

static void scratch_free(void *ctx, void *block, size_t size) {
    (void)ctx;
    size_t mapped = size_in_file(block, 1);
    if (mapped)
        munmap(block, mapped);
    else
        before.free(before.ctx, block, size);
}

static void *scratch_realloc(void *ctx, void *block, size_t size) {
    size_t mapped = size_in_file(block, 0);
    if (!mapped) return before.realloc(before.ctx, block, size);
    if (size <= mapped && size >= large) return block;
    void *moved = scratch_malloc(ctx, size);
    if (!moved) return NULL;
    memcpy(moved, block, size < mapped ? size : mapped);
    scratch_free(ctx, block, mapped);
    return moved;
}

static Handler handler = {
    "sector-data-scratch",
    1,
    {NULL, scratch_malloc, scratch_calloc, scratch_realloc, scratch_free},
};

/* Return the handler that keeps blocks of `from` bytes and more in files of a folder; NULL when the
   folder's name is too long. `other` is the handler that has the rest. */
KERNEL void *scratch_handler(const void *other, const char *place, int64_t from) {
    if (strlen(place) >= sizeof folder) return NULL;
    if (other != &handler) before = ((const Handler *)other)->allocator;
    strcpy(folder, place);
    large = (size_t)from;
    return &handler;
}

/* Return how many bytes lie in files now. */
KERNEL int64_t scratch_bytes(void) {
    int64_t sum = 0;
    enter();
    for (int i = 0; i < used; i++) sum += (int64_t)blocks[i].size;
    leave();
    return sum;
}

#else

KERNEL void *scratch_handler(const void *other, const char *place, int64_t from) {
    (void)other, (void)place, (void)from;
    return NULL;
}

KERNEL int64_t scratch_bytes(void) { return 0; }

#endif
