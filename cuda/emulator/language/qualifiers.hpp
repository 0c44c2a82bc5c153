#pragma once

// CUDA's keywords for a C++ compiler. The toolkit's headers, where they are in use, come first and
// define some of them as nothing.
#include <vector_functions.h>
#include <vector_types.h>

#undef __global__
#undef __device__
#undef __host__
#undef __constant__
#undef __shared__
#undef __forceinline__
#undef __noinline__
#undef __launch_bounds__
#undef __grid_constant__
#undef __restrict__

#define __global__
#define __device__
#define __host__
#define __constant__ static
#define __forceinline__ inline
#define __noinline__ [[gnu::noinline]]
#define __launch_bounds__(...)
#define __grid_constant__
#define __restrict__ __restrict
// All threads of a block are fibers of one OS thread.
#define __shared__ static thread_local
