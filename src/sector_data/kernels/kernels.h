/* What all kernels share: how they are exported, and their version. */

#ifndef SECTOR_DATA_KERNELS_H
#define SECTOR_DATA_KERNELS_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define KERNEL __declspec(dllexport)
#else
#define KERNEL __attribute__((visibility("default")))
#endif

/* Raised with every change of a kernel's arguments or results: Python uses no other version. */
#define KERNELS_VERSION 8

#endif
