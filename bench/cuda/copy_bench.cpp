// A copy within the device's memory: what its bandwidth is in practice, to judge kernels by.
//
// Bytes: 2 n, n read and n written. Bound: memory, 3.35 TB/s on an H100 SXM.
#include "support/gpu_bench.hpp"

namespace timbre::bench {
namespace {

void device_copy(benchmark::State& state, Cache cache) {
  const std::size_t bytes = std::size_t{64} << 20;
  const Buffer from(device(), bytes), to(device(), bytes);
  TIMBRE_CUDA_CHECK(cudaMemsetAsync(from.as<char>(), 1, bytes, device().stream()));
  measure(state, cache, {.bytes = 2.0 * static_cast<double>(bytes)}, [&] {
    TIMBRE_CUDA_CHECK(cudaMemcpyAsync(to.as<char>(), from.as<char>(), bytes,
                                      cudaMemcpyDeviceToDevice, device().stream()));
  });
}
TIMBRE_GPU_BENCH(device_copy);

}  // namespace
}  // namespace timbre::bench
