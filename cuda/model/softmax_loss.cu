// Probabilities, loss, its gradient and the pass's totals in one launch. logits [batch, classes];
// a warp takes a row, the last block sums the rows. Computed in double, as on the CPU: there are
// few values. Per logit 12 bytes and one exponential for each of three visits; for 64 x 10 logits
// the launch alone takes longer. Sums go through fixed trees: the same bits in every run.
#include "model/softmax_loss.hpp"

#include <cmath>

#include "gpu/kernel.cuh"
#include "timbre/model/loss.hpp"
// After the keywords.
#include "model/last_block.cuh"

namespace timbre::cuda {
namespace {

constexpr unsigned warp = 32;
constexpr unsigned rows_per_block = 8;
constexpr unsigned threads = warp * rows_per_block;
constexpr unsigned all_lanes = 0xFFFFFFFFu;

__device__ double sum_over_warp(double value) {
  for (unsigned half = warp / 2; half > 0; half /= 2) {
    value += __shfl_xor_sync(all_lanes, value, static_cast<int>(half));
  }
  return value;
}

__device__ float maximum_over_warp(float value) {
  for (unsigned half = warp / 2; half > 0; half /= 2) {
    value = fmaxf(value, __shfl_xor_sync(all_lanes, value, static_cast<int>(half)));
  }
  return value;
}

// The same in all threads.
__device__ double sum_over_block(double value, double (&shared)[threads]) {
  shared[threadIdx.x] = value;
  __syncthreads();
  for (unsigned half = threads / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) shared[threadIdx.x] += shared[threadIdx.x + half];
    __syncthreads();
  }
  const double sum = shared[0];
  __syncthreads();
  return sum;
}

struct Softmax {
  double highest;
  double sum;

  __device__ double of(float logit) const { return std::exp(logit - highest) / sum; }
};

__device__ Softmax softmax_of(const float* logits, std::uint32_t classes, unsigned lane) {
  float highest = -INFINITY;
  for (std::uint32_t k = lane; k < classes; k += warp) highest = fmaxf(highest, logits[k]);
  const double shift = maximum_over_warp(highest);
  double sum = 0.0;
  for (std::uint32_t k = lane; k < classes; k += warp) sum += std::exp(logits[k] - shift);
  return {shift, sum_over_warp(sum)};
}

// The most probable class as the float probabilities have it; the lowest number wins ties.
struct Best {
  float probability = -1.0f;
  std::uint32_t number = 0;

  __device__ void meet(float other, std::uint32_t other_number) {
    const bool wins = other > probability || (other == probability && other_number < number);
    if (!wins) return;
    probability = other;
    number = other_number;
  }
};

__device__ std::uint32_t best_of_warp(Best best) {
  for (unsigned half = warp / 2; half > 0; half /= 2) {
    const float other = __shfl_xor_sync(all_lanes, best.probability, static_cast<int>(half));
    best.meet(other, __shfl_xor_sync(all_lanes, best.number, static_cast<int>(half)));
  }
  return best.number;
}

__device__ void valid_row(const SoftmaxLoss& loss, std::int64_t row, double weight_sum,
                          unsigned lane) {
  const std::int64_t first = row * loss.classes;
  const float* const logits = loss.logits + first;
  const Softmax softmax = softmax_of(logits, loss.classes, lane);
  const auto target = static_cast<std::uint32_t>(loss.target[row]);
  const double target_probability = softmax.of(logits[target]);
  const double mass = model::cross_entropy_passes(target_probability, loss.clip) ? 1.0 : 0.0;
  const double weight = loss.weight[row];
  const double share = weight_sum > 0.0 ? weight / weight_sum : 0.0;
  Best best;
  for (std::uint32_t k = lane; k < loss.classes; k += warp) {
    const double probability = softmax.of(logits[k]);
    const auto rounded = static_cast<float>(probability);
    loss.probabilities[first + k] = rounded;
    best.meet(rounded, k);
    if (loss.gradient == nullptr) continue;
    loss.gradient[first + k] = static_cast<float>(
        share * model::logit_gradient(probability, k == target ? mass : 0.0, mass));
  }
  const std::uint32_t chosen = best_of_warp(best);
  if (lane != 0) return;
  loss.row_loss[row] = weight * model::clipped_cross_entropy(target_probability, loss.clip);
  loss.row_correct[row] = chosen == target ? 1 : 0;
}

__device__ void clear_gradient(const SoftmaxLoss& loss, std::int64_t row, unsigned lane) {
  if (loss.gradient == nullptr) return;
  for (std::uint32_t k = lane; k < loss.classes; k += warp) {
    loss.gradient[row * loss.classes + k] = 0.0f;
  }
}

// By the last block, when all rows are there.
__device__ void end_of_step(const SoftmaxLoss& loss, std::int64_t rows, double weight_sum,
                            double (&shared)[threads]) {
  double sum = 0.0;
  double correct = 0.0;  // exact below 2^53
  for (std::int64_t row = threadIdx.x; row < rows; row += threads) {
    sum += __ldcg(loss.row_loss + row);
    correct += __ldcg(loss.row_correct + row);
  }
  sum = sum_over_block(sum, shared);
  correct = sum_over_block(correct, shared);
  if (threadIdx.x != 0) return;
  PassState& state = *loss.state;
  state.loss += sum;
  state.weight += weight_sum;
  state.correct += static_cast<std::int64_t>(correct);
  state.examples += rows;
  if (state.rates != nullptr) state.rate = state.rates[state.step];
  ++state.step;
}

__global__ void __launch_bounds__(threads) classify(SoftmaxLoss loss) {
  __shared__ double shared[threads];
  const std::int64_t rows = loss.state->rows;
  double weight = 0.0;
  for (std::int64_t row = threadIdx.x; row < rows; row += threads) weight += loss.weight[row];
  const double weight_sum = sum_over_block(weight, shared);

  const unsigned lane = threadIdx.x % warp;
  const std::int64_t row = std::int64_t{blockIdx.x} * rows_per_block + threadIdx.x / warp;
  if (row < rows) {
    valid_row(loss, row, weight_sum, lane);
  } else if (row < loss.batch) {
    clear_gradient(loss, row, lane);
  }
  if (!is_last_block(loss.arrived, gridDim.x)) return;
  end_of_step(loss, rows, weight_sum, shared);
}

}  // namespace

void softmax_loss(const SoftmaxLoss& loss, cudaStream_t stream) {
  const auto blocks = static_cast<unsigned>((loss.batch + rows_per_block - 1) / rows_per_block);
  gpu::launch<classify>({.grid = blocks, .block = threads, .stream = stream}, loss);
}

}  // namespace timbre::cuda
