// Kaiser-windowed resampling of many signals: resample() of include/timbre/resample, on the device.
// A block takes neighbouring tiles of one signal, each of some periods of the two rates, in which
// phases, and with them weights, come again:
//   copy the tile's samples -> barrier -> outputs in registers -> barrier -> write them
// A thread computes eight neighbouring outputs, which nearly share a window of samples, in four
// periods, which share the weights: 128 multiply-adds for each 4 + 8 accesses of 16 bytes. Its
// neighbours take the same outputs of the next periods, then the next eight outputs.
//
// Device memory: each sample once for each tile, 2 or 4 bytes, and the ends of the filter's reach
// twice; each output once, 4 bytes; once for each block the weights, 8 kB from 44.1 to 22.05 kHz,
// 190 kB from 48 kHz. Flops: two for each of the 2 reach taps of an output, 512 from 44.1 to
// 22.05 kHz with kaiser_best. 4 s of 16 bits at 44.1 kHz are 706 kB and 45 MFLOP: on an H100 0.21
// us by memory (3.35 TB/s), 0.67 us by arithmetic (67 TFLOP/s), which is the bound.
#include "core/samples.cuh"
#include "resample/resample_signals.hpp"
#include "timbre/resample/output_time.hpp"

namespace timbre::cuda::resample {
namespace {

using timbre::resample::OutputTime;

// What a block computes: some tiles of one signal.
template <typename Sample>
struct Part {
  const Sample* samples;
  std::int64_t length;
  float* resampled;
  int begin;
  int end;
};

template <typename Sample>
__device__ Part<Sample> part_of_block(const ResampleArguments& arguments) {
  const SignalList& list = arguments.list;
  const int block = static_cast<int>(blockIdx.x);
  int signal = 0;
  for (int end = list.count; end - signal > 1;) {
    const int middle = (signal + end) / 2;
    (list.signals[middle].first_block <= block ? signal : end) = middle;
  }
  const SignalPlace& place = list.signals[signal];
  const std::int64_t blocks = blocks_of(place.tiles, list.tiles_at_once);
  const std::int64_t part = block - place.first_block;
  return {static_cast<const Sample*>(arguments.samples) + place.offset, place.length,
          arguments.resampled + place.output, static_cast<int>(part * place.tiles / blocks),
          static_cast<int>((part + 1) * place.tiles / blocks)};
}

template <typename Sample, int Periods>
class PartResampler {
 public:
  __device__ PartResampler(const ResampleArguments& arguments, float* shared)
      : arguments_(arguments),
        recipe_(arguments.recipe),
        part_(part_of_block<Sample>(arguments)),
        computed_(timbre::resample::computed_count(part_.length, recipe_.ratio)),
        samples_(shared),
        outputs_(shared + recipe_.outputs_offset()) {}

  __device__ void compute_all() {
    for (int tile = part_.begin; tile < part_.end; ++tile) {
      copy_samples(tile);
      __syncthreads();
      for (int item = static_cast<int>(threadIdx.x); item < recipe_.items();
           item += static_cast<int>(blockDim.x)) {
        compute_item(tile, item / recipe_.neighbours, item % recipe_.neighbours);
      }
      __syncthreads();
      write_outputs(tile);
    }
  }

 private:
  // The first period of a tile.
  __device__ std::int64_t first_period(int tile) const {
    return std::int64_t{tile} * recipe_.tile_periods();
  }

  __device__ void copy_samples(int tile) {
    constexpr int step = samples_at_once<Sample>;
    const std::int64_t start = first_period(tile) * recipe_.period_samples + recipe_.window_begin;
    const int count = recipe_.tile_samples();
    const std::int64_t there = part_.length - start;
    const int begin = start < 0 ? static_cast<int>(-start) : 0;
    const int end = there < count ? max(static_cast<int>(there), 0) : count;
    const Sample* samples = part_.samples + start;
    for_each_access<step>(
        0, count, begin, end, phase_of(samples, sizeof(Sample)),
        [&](int index) {
          const bool inside = index >= begin && index < end;
          samples_[recipe_.spread_sample(index)] = inside ? to_float(__ldg(samples + index)) : 0.0f;
        },
        [&](int index) {
          float4 fours[step / 4];
          load_at_once(samples + index, fours);
#pragma unroll
          for (int four = 0; four < step / 4; ++four) store_four(index + 4 * four, fours[four]);
        });
  }

  // Aligned samples need not lie at aligned places: windows are aligned to their periods.
  __device__ void store_four(int index, float4 four) {
    if (index % 4 == 0) {
      *reinterpret_cast<float4*>(samples_ + recipe_.spread_sample(index)) = four;
      return;
    }
    const float values[4] = {four.x, four.y, four.z, four.w};
#pragma unroll
    for (int place = 0; place < 4; ++place) {
      samples_[recipe_.spread_sample(index + place)] = values[place];
    }
  }

  // Eight outputs in four periods, `neighbours` apart.
  __device__ void compute_item(int tile, int group, int neighbour) {
    const int below = __ldg(arguments_.below + group);
    const int phase_0 = round_up(group * outputs_at_once, recipe_.phases);
    const std::int64_t own_output =
        (first_period(tile) + neighbour) * recipe_.period_outputs + phase_0;
    const bool is_below = below != group && span_of(own_output).below;
    float sums[Periods][outputs_at_once] = {};
    sum_products(is_below ? below : group, group, neighbour, sums);
#pragma unroll
    for (int period = 0; period < Periods; ++period) {
#pragma unroll
      for (int output = 0; output < outputs_at_once; ++output) {
        if (group * outputs_at_once + output < recipe_.period_outputs) {
          outputs_[place_of(group, neighbour, period, output)] = sums[period][output];
        }
      }
    }
    if (below != group || end_of(tile) > regular_end()) mend_item(tile, group, neighbour, is_below);
  }

  __device__ void sum_products(int column, int group, int neighbour,
                               float (&sums)[Periods][outputs_at_once]) const {
    const int window = __ldg(arguments_.first + group) - recipe_.window_begin;
    const float4* weights = arguments_.weights + column;
#pragma unroll 1
    for (int four = 0; four < recipe_.fours; ++four) {
      float4 x[Periods];
#pragma unroll
      for (int period = 0; period < Periods; ++period) {
        const int from = (neighbour + period * recipe_.neighbours) * recipe_.period_samples;
        x[period] = *reinterpret_cast<const float4*>(
            samples_ + recipe_.spread_sample(from + window + 4 * four));
      }
#pragma unroll
      for (int output = 0; output < outputs_at_once; ++output) {
        const float4 weight = __ldg(weights + (four * outputs_at_once + output) * recipe_.columns);
#pragma unroll
        for (int period = 0; period < Periods; ++period) {
          float& sum = sums[period][output];
          sum += weight.x * x[period].x;
          sum += weight.y * x[period].y;
          sum += weight.z * x[period].z;
          sum += weight.w * x[period].w;
        }
      }
    }
  }

  // Computes again, one by one, the outputs that do not take the weights that the item took: near
  // the end of a signal, and where the sum of times comes to lie on another side of whole samples.
  __device__ void mend_item(int tile, int group, int neighbour, bool is_below) {
#pragma unroll 1
    for (int index = 0; index < Periods * outputs_at_once; ++index) {
      const int period = index / outputs_at_once, output = index % outputs_at_once;
      const int of_period = group * outputs_at_once + output;
      const std::int64_t number =
          (first_period(tile) + neighbour + period * recipe_.neighbours) * recipe_.period_outputs +
          of_period;
      if (of_period >= recipe_.period_outputs || number >= computed_) continue;
      const bool other_row = of_period % recipe_.phases == 0 && span_of(number).below != is_below;
      if (other_row || number >= regular_end()) {
        outputs_[place_of(group, neighbour, period, output)] = single_output(number);
      }
    }
  }

  __device__ float single_output(std::int64_t number) const {
    const OutputTime time = timbre::resample::output_time(span_of(number).at(number));
    const RowPlace row =
        arguments_.rows[timbre::resample::nearest_phase(time.fraction, recipe_.phases)];
    const std::int64_t bound = timbre::resample::right_bound(
        part_.length, time.n, recipe_.taps.left(time.fraction), recipe_.right_wing);
    const std::int64_t start = time.n + 1 - recipe_.reach;
    const int begin = start < 0 ? static_cast<int>(-start) : 0;
    const auto end = static_cast<int>(
        min(min(part_.length, time.n + 1 + bound) - start, std::int64_t{2} * recipe_.reach));
    const auto* weights = reinterpret_cast<const float*>(arguments_.weights);
    float sum = 0.0f;
    for (int tap = begin; tap < end; ++tap) {
      const int sample = row.first + tap;
      const int four = (sample / 4 * outputs_at_once + row.output) * recipe_.columns + row.column;
      sum += __ldg(weights + 4 * four + sample % 4) * to_float(__ldg(part_.samples + start + tap));
    }
    return sum;
  }

  __device__ void write_outputs(int tile) const {
    const std::int64_t first = std::int64_t{tile} * recipe_.tile_outputs();
    const std::int64_t rest = outputs_of_signal() - first;
    const int count =
        rest < recipe_.tile_outputs() ? static_cast<int>(rest) : recipe_.tile_outputs();
    for (int index = static_cast<int>(threadIdx.x); index < count;
         index += static_cast<int>(blockDim.x)) {
      part_.resampled[first + index] =
          first + index < computed_ ? outputs_[recipe_.spread_output(index)] : 0.0f;
    }
  }

  __device__ int place_of(int group, int neighbour, int period, int output) const {
    return recipe_.spread_output((neighbour + period * recipe_.neighbours) *
                                     recipe_.period_outputs +
                                 group * outputs_at_once + output);
  }

  __device__ std::int64_t end_of(int tile) const {
    return std::int64_t{tile + 1} * recipe_.tile_outputs();
  }

  __device__ std::int64_t outputs_of_signal() const {
    return timbre::resample::padded_count(part_.length, recipe_.ratio);
  }

  // Outputs from here on are computed one by one. The right wing of 0.1 may leave out samples that
  // the filter would reach.
  __device__ std::int64_t regular_end() const {
    if (recipe_.right_wing == timbre::resample::RightWing::resampy_0_2_1)
      return recipe_.regular_end;
    const std::int64_t sample = part_.length - 2 * recipe_.reach - 2;
    const std::int64_t output = sample * recipe_.phases / recipe_.cycle - 1;
    return output < recipe_.regular_end ? output : recipe_.regular_end;
  }

  __device__ const TimeSpan& span_of(std::int64_t output) const {
    int span = 0;
    for (int end = recipe_.spans; end - span > 1;) {
      const int middle = (span + end) / 2;
      (arguments_.spans[middle].first <= output ? span : end) = middle;
    }
    return arguments_.spans[span];
  }

  __device__ static int round_up(int value, int step) {
    return (value + step - 1) / step * step;
  }

  const ResampleArguments& arguments_;
  const ResampleRecipe& recipe_;
  const Part<Sample> part_;
  const std::int64_t computed_;
  float* samples_;
  float* outputs_;
};

// 128 registers hold the 32 sums, the samples and the weights of a step.
template <typename Sample, int Periods>
__global__ void __launch_bounds__(most_threads, 2)
    resample_signals(const __grid_constant__ ResampleArguments arguments) {
  GPU_DYNAMIC_SHARED(float, shared);
  PartResampler<Sample, Periods>(arguments, shared).compute_all();
}

__global__ void widen_samples(const std::int16_t* samples, std::int64_t count, float* floats) {
  const std::int64_t step = std::int64_t{gridDim.x} * blockDim.x;
  for (std::int64_t index = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; index < count;
       index += step) {
    floats[index] = to_float(samples[index]);
  }
}

// Calls use<Periods>() for the periods of the recipe.
template <typename Use>
void with_periods(const ResampleRecipe& recipe, const Use& use) {
  if (recipe.periods == most_periods) {
    use.template operator()<most_periods>();
  } else {
    use.template operator()<1>();
  }
}

}  // namespace

void allow_resampling(const ResampleRecipe& recipe) {
  with_periods(recipe, [&]<int Periods>() {
    gpu::allow_shared_bytes<resample_signals<float, Periods>>(recipe.shared_bytes());
    gpu::allow_shared_bytes<resample_signals<std::int16_t, Periods>>(recipe.shared_bytes());
  });
}

int resident_blocks(const ResampleRecipe& recipe) {
  int blocks = 0;
  with_periods(recipe, [&]<int Periods>() {
    TIMBRE_CUDA_CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(
        &blocks, reinterpret_cast<const void*>(resample_signals<std::int16_t, Periods>),
        recipe.threads(), recipe.shared_bytes()));
  });
  return blocks;
}

void launch_resampling(const ResampleArguments& arguments, int blocks, cudaStream_t stream) {
  const ResampleRecipe& recipe = arguments.recipe;
  const gpu::Launch launch{.grid = static_cast<unsigned>(blocks),
                           .block = static_cast<unsigned>(recipe.threads()),
                           .shared_bytes = static_cast<std::size_t>(recipe.shared_bytes()),
                           .stream = stream};
  with_periods(recipe, [&]<int Periods>() {
    if (arguments.sixteen_bits) {
      gpu::launch<resample_signals<std::int16_t, Periods>>(launch, arguments);
    } else {
      gpu::launch<resample_signals<float, Periods>>(launch, arguments);
    }
  });
}

void launch_widening(const std::int16_t* samples, std::int64_t count, float* floats,
                     cudaStream_t stream) {
  constexpr std::int64_t threads = 256, most_blocks = 4096;
  const std::int64_t blocks = (count + threads - 1) / threads;
  gpu::launch<widen_samples>(
      {.grid = static_cast<unsigned>(blocks < most_blocks ? blocks : most_blocks),
       .block = threads,
       .stream = stream},
      samples, count, floats);
}

}  // namespace timbre::cuda::resample
