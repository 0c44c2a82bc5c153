#pragma once

/// Marks a formula that host and device code share. Formulas stand in headers that include
/// nothing else of CUDA, so that every backend computes the same thing.
#if defined(__CUDACC__)
#define TIMBRE_HOST_DEVICE __host__ __device__
#else
#define TIMBRE_HOST_DEVICE
#endif
