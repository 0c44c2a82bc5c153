// Sums of two values, 4 neighbours to a thread. Forward and accumulation move 12 bytes for a value,
// backward up to 16; one operation each. Bound on an H100: 3.35 TB/s.
#include "model/addition.hpp"

#include "gpu/kernel.cuh"
// After the keywords.
#include "core/pack.cuh"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = 256;

template <int Width>
__device__ std::int64_t own_place() {
  return (std::int64_t{blockIdx.x} * threads + threadIdx.x) * Width;
}

template <int Width>
__global__ void __launch_bounds__(threads) sum_values(std::int64_t count, bool relu, float* output,
                                                      const float* first, const float* second) {
  const std::int64_t at = own_place<Width>();
  if (at >= count) return;
  Pack<Width> sum = load_pack<Width>(first + at);
  const Pack<Width> other = load_pack<Width>(second + at);
  for (int i = 0; i < Width; ++i) {
    sum.value[i] += other.value[i];
    if (relu && sum.value[i] <= 0.0f) sum.value[i] = 0.0f;
  }
  store_pack<Width>(output + at, sum);
}

template <int Width>
__global__ void __launch_bounds__(threads)
    spread_values(std::int64_t count, bool relu, float* first_gradient, float* second_gradient,
                  const float* output_gradient, const float* output) {
  const std::int64_t at = own_place<Width>();
  if (at >= count) return;
  Pack<Width> gradient = load_pack<Width>(output_gradient + at);
  if (relu) {
    const Pack<Width> value = load_pack<Width>(output + at);
    for (int i = 0; i < Width; ++i) {
      if (value.value[i] == 0.0f) gradient.value[i] = 0.0f;
    }
  }
  if (first_gradient) store_pack<Width>(first_gradient + at, gradient);
  if (second_gradient) store_pack<Width>(second_gradient + at, gradient);
}

template <int Width>
__global__ void __launch_bounds__(threads)
    accumulate_values(std::int64_t count, float* sum, const float* part) {
  const std::int64_t at = own_place<Width>();
  if (at >= count) return;
  Pack<Width> total = load_pack<Width>(sum + at);
  const Pack<Width> more = load_pack<Width>(part + at);
  for (int i = 0; i < Width; ++i) total.value[i] += more.value[i];
  store_pack<Width>(sum + at, total);
}

gpu::Launch shape_of(std::int64_t count, int width, cudaStream_t stream) {
  const std::int64_t values = std::int64_t{threads} * width;
  return {.grid = static_cast<unsigned>((count + values - 1) / values),
          .block = threads,
          .stream = stream};
}

}  // namespace

void add_values(std::int64_t count, bool relu, float* output, const float* first,
                const float* second, cudaStream_t stream) {
  if (count % 4 == 0) {
    return gpu::launch<sum_values<4>>(shape_of(count, 4, stream), count, relu, output, first,
                                      second);
  }
  gpu::launch<sum_values<1>>(shape_of(count, 1, stream), count, relu, output, first, second);
}

void spread_sum(std::int64_t count, bool relu, float* first_gradient, float* second_gradient,
                const float* output_gradient, const float* output, cudaStream_t stream) {
  if (count % 4 == 0) {
    return gpu::launch<spread_values<4>>(shape_of(count, 4, stream), count, relu, first_gradient,
                                         second_gradient, output_gradient, output);
  }
  gpu::launch<spread_values<1>>(shape_of(count, 1, stream), count, relu, first_gradient,
                                second_gradient, output_gradient, output);
}

void accumulate(std::int64_t count, float* sum, const float* part, cudaStream_t stream) {
  if (count % 4 == 0) {
    return gpu::launch<accumulate_values<4>>(shape_of(count, 4, stream), count, sum, part);
  }
  gpu::launch<accumulate_values<1>>(shape_of(count, 1, stream), count, sum, part);
}

}  // namespace timbre::cuda
