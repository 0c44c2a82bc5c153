#pragma once

// CUDA's vector types, for builds without the toolkit's headers: same names, sizes and alignments.
// In the counting build a whole vector is copied by one access, as the device does it; a compiler
// would otherwise take it apart before the accesses are seen.
#if defined(TIMBRE_EMULATOR_COUNTING)
#include "emulator/counting/whole_access.hpp"
#define TIMBRE_WHOLE_ACCESS(name)                             \
  name() = default;                                           \
  name(const name& other) {                                   \
    timbre::emulated::copy_whole<sizeof(name)>(this, &other); \
  }                                                           \
  name& operator=(const name& other) {                        \
    timbre::emulated::copy_whole<sizeof(name)>(this, &other); \
    return *this;                                             \
  }
#define TIMBRE_WHOLE_ACCESS_2(name, T) \
  TIMBRE_WHOLE_ACCESS(name)            \
  constexpr name(T x_, T y_) : x(x_), y(y_) {}
#define TIMBRE_WHOLE_ACCESS_4(name, T) \
  TIMBRE_WHOLE_ACCESS(name)            \
  constexpr name(T x_, T y_, T z_, T w_) : x(x_), y(y_), z(z_), w(w_) {}
#else
#define TIMBRE_WHOLE_ACCESS_2(name, T)
#define TIMBRE_WHOLE_ACCESS_4(name, T)
#endif

#define TIMBRE_VECTORS(base, T, align2, align4) \
  struct base##1 {                              \
    T x;                                        \
  };                                            \
  struct alignas(align2) base##2 {              \
    T x, y;                                     \
    TIMBRE_WHOLE_ACCESS_2(base##2, T)           \
  };                                            \
  struct base##3 {                              \
    T x, y, z;                                  \
  };                                            \
  struct alignas(align4) base##4 {              \
    T x, y, z, w;                               \
    TIMBRE_WHOLE_ACCESS_4(base##4, T)           \
  };

TIMBRE_VECTORS(char, signed char, 2, 4)
TIMBRE_VECTORS(uchar, unsigned char, 2, 4)
TIMBRE_VECTORS(short, short, 4, 8)
TIMBRE_VECTORS(ushort, unsigned short, 4, 8)
TIMBRE_VECTORS(int, int, 8, 16)
TIMBRE_VECTORS(uint, unsigned, 8, 16)
TIMBRE_VECTORS(long, long, 16, 16)
TIMBRE_VECTORS(ulong, unsigned long, 16, 16)
TIMBRE_VECTORS(longlong, long long, 16, 16)
TIMBRE_VECTORS(ulonglong, unsigned long long, 16, 16)
TIMBRE_VECTORS(float, float, 8, 16)
TIMBRE_VECTORS(double, double, 16, 16)

// Toolkits from 13 on name the alignment of the wide ones; Thrust asks for these names.
#define TIMBRE_ALIGNED_VECTORS(base, T) \
  struct alignas(16) base##4_16a {      \
    T x, y, z, w;                       \
  };                                    \
  struct alignas(32) base##4_32a {      \
    T x, y, z, w;                       \
  };

TIMBRE_ALIGNED_VECTORS(long, long)
TIMBRE_ALIGNED_VECTORS(ulong, unsigned long)
TIMBRE_ALIGNED_VECTORS(longlong, long long)
TIMBRE_ALIGNED_VECTORS(ulonglong, unsigned long long)
TIMBRE_ALIGNED_VECTORS(double, double)

#undef TIMBRE_ALIGNED_VECTORS
#undef TIMBRE_VECTORS
#undef TIMBRE_WHOLE_ACCESS_4
#undef TIMBRE_WHOLE_ACCESS_2
#undef TIMBRE_WHOLE_ACCESS

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
  constexpr dim3(uint3 index) : x(index.x), y(index.y), z(index.z) {}
};
