#pragma once

// Builds of each kernel: one value at a time, SSE4, AVX2 and AVX-512. The targets between them add
// compile time alone.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
