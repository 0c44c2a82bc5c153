// Probabilities, loss, its gradient and the pass's totals in one launch. logits [batch, classes];
// a warp takes a row, the last block sums the rows. Computed in double, as on the CPU: there are
// few values. Per logit 12 bytes and one exponential for each of three visits; for 64 x 10 logits
// the launch alone takes longer. Sums go through fixed trees: the same bits in every run.
#include "model/class_loss.hpp"

#include <cmath>

#include "gpu/kernel.cuh"
#include "timbre/model/loss.hpp"
#include "timbre/model/loss_average.hpp"
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

// What turns a row's logits into probabilities.
struct RowOfClasses {
  model::LossKind kind;
  const float* logits;
  double sum;  // of the sigmoids; of a softmax the logarithm of the sum of its powers

  __device__ double probability(std::uint32_t k) const {
    if (kind == model::LossKind::softmax) return share(k);
    if (kind == model::LossKind::binary) return model::sigmoid<double>(k == 0 ? -*logits : *logits);
    return model::sigmoid<double>(logits[k]);
  }
  // The probabilities of a categorical loss, which sum to 1.
  __device__ double share(std::uint32_t k) const {
    if (kind == model::LossKind::sigmoid) return model::sigmoid<double>(logits[k]) / sum;
    return std::exp(logits[k] - sum);
  }
  __device__ bool passes(double share, double clip) const {
    return kind == model::LossKind::sigmoid_of_logits || model::cross_entropy_passes(share, clip);
  }
  __device__ double loss(std::uint32_t k, double share, double clip) const {
    if (kind == model::LossKind::sigmoid_of_logits) {
      return model::logit_cross_entropy<double>(logits[k], sum);
    }
    return model::clipped_cross_entropy(share, clip);
  }
};

__device__ RowOfClasses softmax_of(model::LossKind kind, const float* logits, std::uint32_t classes,
                                   unsigned lane) {
  float highest = -INFINITY;
  for (std::uint32_t k = lane; k < classes; k += warp) highest = fmaxf(highest, logits[k]);
  const double shift = maximum_over_warp(highest);
  double sum = 0.0;
  for (std::uint32_t k = lane; k < classes; k += warp) sum += std::exp(logits[k] - shift);
  return {kind, logits, shift + std::log(sum_over_warp(sum))};
}

__device__ RowOfClasses row_of(const ClassLoss& loss, std::int64_t row, unsigned lane) {
  const float* const logits = loss.logits + row * loss.inputs();
  if (loss.kind == model::LossKind::binary) return {loss.kind, logits, 1.0};
  if (loss.kind != model::LossKind::sigmoid) {
    return softmax_of(loss.kind, logits, loss.classes, lane);
  }
  double sum = 0.0;
  for (std::uint32_t k = lane; k < loss.classes; k += warp) {
    sum += model::sigmoid<double>(logits[k]);
  }
  return {loss.kind, logits, sum_over_warp(sum)};
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

__device__ double target_of(const ClassLoss& loss, std::uint32_t k, const model::Label& label) {
  return model::smoothed_target(label.share_of(k), loss.smoothing, static_cast<int>(loss.classes));
}

// A row's loss; writes its gradient times `share`. The same in all lanes.
__device__ double categorical(const ClassLoss& loss, const RowOfClasses& classes,
                              const model::Label& label, double share, float* gradient,
                              unsigned lane) {
  double sum = 0.0;
  double mass = 0.0;
  const auto passing = [&](std::uint32_t k, double part) {
    return classes.passes(part, loss.clip) ? target_of(loss, k, label) : 0.0;
  };
  for (std::uint32_t k = lane; k < loss.classes; k += warp) {
    const double target = target_of(loss, k, label);
    if (target == 0.0) continue;
    const double part = classes.share(k);
    sum += target * classes.loss(k, part, loss.clip);
    mass += passing(k, part);
  }
  sum = sum_over_warp(sum);
  mass = sum_over_warp(mass);
  if (gradient == nullptr) return sum;
  for (std::uint32_t k = lane; k < loss.classes; k += warp) {
    const double part = classes.share(k);
    const double slope =
        loss.kind == model::LossKind::sigmoid
            ? model::normalised_logit_gradient(part, model::sigmoid<double>(-classes.logits[k]),
                                               passing(k, part), mass)
            : model::logit_gradient(part, passing(k, part), mass);
    gradient[k] = static_cast<float>(share * slope);
  }
  return sum;
}

__device__ double binary(const ClassLoss& loss, const RowOfClasses& classes,
                         const model::Label& label, double share, float* gradient, unsigned lane) {
  const double target = target_of(loss, 1, label);
  const double probability = classes.probability(1);
  if (gradient != nullptr && lane == 0) {
    const double slope =
        model::binary_logit_gradient(probability, classes.probability(0), target, loss.clip);
    *gradient = static_cast<float>(share * slope);
  }
  return model::binary_cross_entropy(probability, target, loss.clip);
}

__device__ void valid_row(const ClassLoss& loss, std::int64_t row, double weight_sum,
                          unsigned lane) {
  const RowOfClasses classes = row_of(loss, row, lane);
  const model::Label label =
      model::label_of(loss.target, loss.second_target, loss.target_share, row);
  const double weight = loss.weight[row];
  const double share = weight_sum > 0.0 ? weight / weight_sum : 0.0;
  Best best;
  for (std::uint32_t k = lane; k < loss.classes; k += warp) {
    const auto rounded = static_cast<float>(classes.probability(k));
    loss.probabilities[row * loss.classes + k] = rounded;
    best.meet(rounded, k);
  }
  float* const gradient = loss.gradient == nullptr ? nullptr : loss.gradient + row * loss.inputs();
  const double of_row = loss.kind == model::LossKind::binary
                            ? binary(loss, classes, label, share, gradient, lane)
                            : categorical(loss, classes, label, share, gradient, lane);
  const std::uint32_t chosen = best_of_warp(best);
  if (lane != 0) return;
  loss.row_loss[row] = weight * of_row;
  loss.row_correct[row] = static_cast<std::int32_t>(chosen) == label.greater() ? 1 : 0;
}

__device__ void clear_gradient(const ClassLoss& loss, std::int64_t row, unsigned lane) {
  if (loss.gradient == nullptr) return;
  for (std::uint32_t k = lane; k < loss.inputs(); k += warp) {
    loss.gradient[row * loss.inputs() + k] = 0.0f;
  }
}

// By the last block, when all rows are there.
__device__ void end_of_step(const ClassLoss& loss, std::int64_t rows, double weight_sum,
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
  state.loss_average = model::next_loss_average(state.loss_average, sum, weight_sum);
  state.loss += sum;
  state.weight += weight_sum;
  state.correct += static_cast<std::int64_t>(correct);
  state.examples += rows;
  if (state.rates != nullptr) state.step_rates = state.rates + state.step * state.update_groups;
  ++state.step;
}

__global__ void __launch_bounds__(threads) classify(ClassLoss loss) {
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

void class_loss(const ClassLoss& loss, cudaStream_t stream) {
  const auto blocks = static_cast<unsigned>((loss.batch + rows_per_block - 1) / rows_per_block);
  gpu::launch<classify>({.grid = blocks, .block = threads, .stream = stream}, loss);
}

}  // namespace timbre::cuda
