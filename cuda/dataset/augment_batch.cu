// An augmented batch by the formulas of timbre/dataset/augment.hpp, in two launches. The first
// draws the rows' random numbers, a thread to a row, and writes targets and weights. The second
// writes examples, four places to a thread: each value of an example and of its partner is read
// once (a roll spoils 16-byte accesses, not the use of sectors) and each result written once, 12
// bytes of device memory with mixing, 8 without; the draws of a row stay in L1. With noise ten
// rounds of Philox and two Box-Muller pairs for four places are some 250 operations. Bound on an
// H100: 64 examples of 60x41x2 are 1.2 us by memory (3.35 TB/s) and with noise and mixing 2.5 us by
// arithmetic (a fifth of 67 TFLOP/s for integers and special functions).
#include "dataset/augment_batch.hpp"

#include <algorithm>

#include "gpu/kernel.cuh"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = 128;
constexpr unsigned most_blocks_y = 1024;  // they fill any device; further rows take turns

// Rows past the valid ones repeat the last.
__global__ void __launch_bounds__(threads)
    draw_rows(ResidentView examples, dataset::AugmentShape shape, const SourceState* state,
              StepFill fill, DrawnRow* drawn) {
  const std::int64_t first = *fill.step * fill.batch;
  const std::int64_t left = state->order_size - first;
  const std::int64_t valid = max(std::int64_t{0}, min(left, fill.batch));
  const std::int64_t row = std::int64_t{blockIdx.x} * threads + threadIdx.x;
  if (row == 0) *fill.valid_rows = valid;
  if (row >= fill.batch || valid == 0) return;

  const dataset::Augmentation& augmentation = state->augmentation;
  const std::int64_t place = min(row, valid - 1);
  const std::int32_t example = state->order[first + place];
  const dataset::PlacedExample placed{example, first + place};
  const dataset::DrawnMix mix = dataset::draw_mix(augmentation, placed, place, valid);
  const std::int32_t partner = state->order[first + mix.partner];
  const dataset::PlacedExample placed_partner{partner, first + mix.partner};
  drawn[row] = {dataset::draw_example(augmentation, placed, shape),
                dataset::draw_example(augmentation, placed_partner, shape), place, mix};

  const dataset::BatchView& view = fill.view;
  view.target[row] = examples.label[example];
  view.example[row] = example;
  view.weight[row] = row < valid ? 1.0f : 0.0f;
  if (view.second_target == nullptr) return;
  view.second_target[row] = examples.label[partner];
  view.target_share[row] = mix.share;
}

// Statistics spread over the places of an example.
struct Standardise {
  const float* mean;
  const float* scale;
  __device__ float operator()(float value, int place) const {
    return mean == nullptr ? value : (value - mean[place]) * scale[place];
  }
};

__global__ void __launch_bounds__(threads)
    augment_examples(ResidentView examples, dataset::AugmentShape shape, const SourceState* state,
                     StepFill fill, const DrawnRow* drawn) {
  const int pack = static_cast<int>(blockIdx.x * threads + threadIdx.x);
  const int count = min(4, shape.size() - 4 * pack);
  if (count <= 0 || *fill.valid_rows == 0) return;
  const dataset::Augmentation& augmentation = state->augmentation;
  const Standardise standardise{state->mean, state->scale};
  for (std::int64_t row = blockIdx.y; row < fill.batch; row += gridDim.y) {
    const DrawnRow& choice = drawn[row];
    const int parts = choice.mix.share < 1.0f ? 2 : 1;
    float values[4] = {};
#pragma unroll 1  // one copy of the arithmetic: two take more registers than there are
    for (int part = 0; part < parts; ++part) {
      const dataset::DrawnExample& example = part == 0 ? choice.own : choice.other;
      const std::int64_t place = part == 0 ? choice.own_place : choice.mix.partner;
      const std::int64_t source = examples.by_row ? place : example.example;
      float augmented[4] = {};
      dataset::augment_pack(augmentation, example, shape, examples.values + source * examples.size,
                            pack, standardise, augmented);
      for (int i = 0; i < 4; ++i) {
        values[i] =
            part == 0 ? augmented[i] : dataset::mixed(values[i], augmented[i], choice.mix.share);
      }
    }
    float* const input = fill.view.input + row * examples.size + 4 * pack;
    for (int i = 0; i < count; ++i) input[i] = values[i];
  }
}

}  // namespace

void augment_batch(const ResidentView& examples, const dataset::AugmentShape& shape,
                   const SourceState* state, const StepFill& fill, DrawnRow* drawn,
                   cudaStream_t stream) {
  const auto row_blocks = static_cast<unsigned>((fill.batch + threads - 1) / threads);
  gpu::launch<draw_rows>({.grid = row_blocks, .block = threads, .stream = stream}, examples, shape,
                         state, fill, drawn);
  constexpr std::int64_t places_per_block = 4 * threads;
  const auto blocks =
      static_cast<unsigned>((examples.size + places_per_block - 1) / places_per_block);
  const auto rows = static_cast<unsigned>(std::min<std::int64_t>(fill.batch, most_blocks_y));
  gpu::launch<augment_examples>({.grid = {blocks, rows}, .block = threads, .stream = stream},
                                examples, shape, state, fill, static_cast<const DrawnRow*>(drawn));
}

}  // namespace timbre::cuda
