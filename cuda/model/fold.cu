// 1x1 convolutions in a row with nothing between, as the one matrix that they are; formulas at
// src/model/cpu/pointwise_chain.hpp. A thread computes one value with a loop over the inner
// dimension. Matrices are [in, out] with a bias [out] and lie in L2 (at most some 100 KB), so that
// the launch and the latency of the loop bound it, not bandwidth: 2 (in + 1) between out operations
// to fold, twice as many to unfold; 0.9 and 1.8 million for document 001's larger pair.
#include "model/fold.hpp"

#include "gpu/kernel.cuh"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = 128;

// Row `row` of the matrix that has the bias as one more row below the kernel.
template <typename Map>
__device__ auto* row_of(const Map& map, std::uint32_t row, std::uint32_t in, std::uint32_t out) {
  return row < in ? map.kernel + row * out : map.bias;
}

__global__ void __launch_bounds__(threads)
    fold_maps(FoldShape shape, AffineMap folded, ConstAffineMap first, ConstAffineMap second) {
  const std::uint32_t item = blockIdx.x * threads + threadIdx.x;
  if (item >= (shape.in + 1) * shape.out) return;
  const std::uint32_t row = item / shape.out;
  const std::uint32_t column = item % shape.out;
  const float* const left = row_of(first, row, shape.in, shape.between);
  float sum = 0.0f;
  for (std::uint32_t k = 0; k < shape.between; ++k) {
    sum += left[k] * second.kernel[k * shape.out + column];
  }
  if (row == shape.in) sum += second.bias[column];
  row_of(folded, row, shape.in, shape.out)[column] = sum;
}

// Threads first take the first map's values, then the second's.
__global__ void __launch_bounds__(threads)
    unfold_maps(FoldShape shape, AffineMap first_gradient, AffineMap second_gradient,
                ConstAffineMap gradient, ConstAffineMap first, ConstAffineMap second) {
  const std::uint32_t item = blockIdx.x * threads + threadIdx.x;
  const std::uint32_t first_values = (shape.in + 1) * shape.between;
  if (item < first_values) {
    if (first_gradient.kernel == nullptr) return;
    const std::uint32_t row = item / shape.between;
    const std::uint32_t column = item % shape.between;
    const float* const arriving = row_of(gradient, row, shape.in, shape.out);
    float sum = 0.0f;
    for (std::uint32_t k = 0; k < shape.out; ++k) {
      sum += arriving[k] * second.kernel[column * shape.out + k];
    }
    row_of(first_gradient, row, shape.in, shape.between)[column] = sum;
    return;
  }
  const std::uint32_t rest = item - first_values;
  if (second_gradient.kernel == nullptr || rest >= (shape.between + 1) * shape.out) return;
  const std::uint32_t row = rest / shape.out;
  const std::uint32_t column = rest % shape.out;
  float sum = gradient.bias[column];
  if (row < shape.between) {
    sum *= first.bias[row];
    for (std::uint32_t k = 0; k < shape.in; ++k) {
      sum += first.kernel[k * shape.between + row] * gradient.kernel[k * shape.out + column];
    }
  }
  row_of(second_gradient, row, shape.between, shape.out)[column] = sum;
}

unsigned blocks_for(std::uint32_t items) {
  return (items + threads - 1) / threads;
}

}  // namespace

void fold(const FoldShape& shape, const AffineMap& folded, const ConstAffineMap& first,
          const ConstAffineMap& second, cudaStream_t stream) {
  gpu::launch<fold_maps>(
      {.grid = blocks_for((shape.in + 1) * shape.out), .block = threads, .stream = stream}, shape,
      folded, first, second);
}

void unfold(const FoldShape& shape, const AffineMap& first_gradient,
            const AffineMap& second_gradient, const ConstAffineMap& folded_gradient,
            const ConstAffineMap& first, const ConstAffineMap& second, cudaStream_t stream) {
  const std::uint32_t items = (shape.in + 1) * shape.between + (shape.between + 1) * shape.out;
  gpu::launch<unfold_maps>({.grid = blocks_for(items), .block = threads, .stream = stream}, shape,
                           first_gradient, second_gradient, folded_gradient, first, second);
}

}  // namespace timbre::cuda
