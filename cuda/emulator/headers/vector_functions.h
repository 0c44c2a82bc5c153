#pragma once

// CUDA's makers of vector values, for builds without the toolkit's headers.
#include "vector_types.h"

#define TIMBRE_MAKE_VECTORS(base, T)                  \
  inline base##1 make_##base##1(T x) {                \
    return {x};                                       \
  }                                                   \
  inline base##2 make_##base##2(T x, T y) {           \
    return {x, y};                                    \
  }                                                   \
  inline base##3 make_##base##3(T x, T y, T z) {      \
    return {x, y, z};                                 \
  }                                                   \
  inline base##4 make_##base##4(T x, T y, T z, T w) { \
    return {x, y, z, w};                              \
  }

TIMBRE_MAKE_VECTORS(char, signed char)
TIMBRE_MAKE_VECTORS(uchar, unsigned char)
TIMBRE_MAKE_VECTORS(short, short)
TIMBRE_MAKE_VECTORS(ushort, unsigned short)
TIMBRE_MAKE_VECTORS(int, int)
TIMBRE_MAKE_VECTORS(uint, unsigned)
TIMBRE_MAKE_VECTORS(longlong, long long)
TIMBRE_MAKE_VECTORS(ulonglong, unsigned long long)
TIMBRE_MAKE_VECTORS(float, float)
TIMBRE_MAKE_VECTORS(double, double)

#undef TIMBRE_MAKE_VECTORS
