#include "kernels.h"

KERNEL int64_t kernels_version(void) { return KERNELS_VERSION; }
