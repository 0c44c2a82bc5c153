#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "core/blocks.hpp"
#include "resample/phase_table.hpp"
#include "resample/time_spans.hpp"
#include "timbre/resample/kaiser_taps.hpp"

namespace timbre::cuda::resample {

inline constexpr int most_threads = 256;

/// Periods that a thread computes at once, which share the weights; one where four are so long that
/// shared memory has no room for them.
inline constexpr int most_periods = 4;

/// One signal of a launch.
struct SignalPlace {
  std::int64_t offset;  ///< samples from the start of the buffer
  std::int64_t length;  ///< samples
  std::int64_t output;  ///< of its first output in the result
  int tiles;
  int first_block;
};

/// The signals of one launch. They travel as a parameter of the kernel, which is at most 4 KiB.
struct SignalList {
  static constexpr int most = 112;
  SignalPlace signals[most];
  int count;
  int tiles_at_once;  ///< the most that one block computes; see blocks_of
};

/// A PhaseTable and TimeSpans on the device, and the tiles in which a block computes.
struct ResampleRecipe {
  int phases = 0, cycle = 0, period_outputs = 0, period_samples = 0;
  int groups = 0, columns = 0, fours = 0, reach = 0;
  timbre::resample::KaiserTaps taps = {};
  timbre::resample::RightWing right_wing = {};
  double ratio = 1.0;
  std::int64_t regular_end = 0;
  int spans = 0;
  int window_begin = 0;   ///< first sample of the first group's window, from its period's start
  int window_spread = 0;  ///< from there to that of the last group
  int periods = 0;        ///< that a thread computes: most_periods or 1
  int neighbours = 0;     ///< threads that compute the same group in neighbouring periods

  TIMBRE_HOST_DEVICE constexpr int tile_periods() const { return periods * neighbours; }
  TIMBRE_HOST_DEVICE constexpr int tile_outputs() const { return tile_periods() * period_outputs; }
  TIMBRE_HOST_DEVICE constexpr int tile_samples() const {
    return (tile_periods() - 1) * period_samples + window_spread + 4 * fours;
  }
  /// A block's pieces of work in a tile, and its threads.
  TIMBRE_HOST_DEVICE constexpr int items() const { return groups * neighbours; }
  TIMBRE_HOST_DEVICE constexpr int threads() const {
    const int rounds = (items() + most_threads - 1) / most_threads;
    return (items() + 32 * rounds - 1) / (32 * rounds) * 32;
  }

  /// Where a tile's sample lies in shared memory: fours stay together, and the windows of
  /// neighbouring threads, 8 or 16 samples apart, meet different banks.
  TIMBRE_HOST_DEVICE static constexpr int spread_sample(int sample) {
    return sample + sample / 32 * 4;
  }
  /// The same for outputs, of which a thread writes eight neighbours.
  TIMBRE_HOST_DEVICE static constexpr int spread_output(int output) { return output + output / 8; }
  TIMBRE_HOST_DEVICE constexpr int outputs_offset() const {
    return spread_sample(tile_samples() + 31);
  }
  TIMBRE_HOST_DEVICE constexpr int shared_bytes() const {
    return (outputs_offset() + spread_output(tile_outputs())) * static_cast<int>(sizeof(float));
  }
};

struct ResampleArguments {
  ResampleRecipe recipe;
  const float4* weights;  ///< [fours][8][columns]
  const int* first;       ///< [groups]
  const int* below;       ///< [groups]
  const RowPlace* rows;   ///< [phases + 1]
  const TimeSpan* spans;  ///< [recipe.spans]
  const void* samples;    ///< float or std::int16_t
  bool sixteen_bits;
  float* resampled;
  SignalList list;
};
static_assert(sizeof(ResampleArguments) <= 4096);

/// Lets the kernels have the shared memory that the recipe asks for. Before the first launch.
void allow_resampling(const ResampleRecipe& recipe);

/// Blocks of this recipe that one multiprocessor holds.
int resident_blocks(const ResampleRecipe& recipe);

/// Resamples all signals of the list, by the number of blocks that they take together.
void launch_resampling(const ResampleArguments& arguments, int blocks, cudaStream_t stream);

/// Samples of 16 bits as floats.
void launch_widening(const std::int16_t* samples, std::int64_t count, float* floats,
                     cudaStream_t stream);

}  // namespace timbre::cuda::resample
