#pragma once

/// Marks a formula that host and device code share. Formulas stand in headers that include
/// nothing else of CUDA, so that every backend computes the same thing.
#if defined(__CUDACC__)
#define TIMBRE_HOST_DEVICE __host__ __device__
#else
#define TIMBRE_HOST_DEVICE
#endif

namespace timbre {

/// x * y + z, rounded twice on every device; nvcc would round once, and what is compared with an
/// edge afterwards would fall on the other side of it.
TIMBRE_HOST_DEVICE inline double product_plus(double x, double y, double z) {
#if defined(__CUDA_ARCH__)
  return __dadd_rn(__dmul_rn(x, y), z);
#else
  return x * y + z;
#endif
}

}  // namespace timbre
