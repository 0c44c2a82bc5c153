// What stands before and after cuFFT: windowed frames from samples, levels of bands from spectra,
// and examples from levels. compute_examples does the same for the fast lengths, and its frames,
// spectra and levels never leave a block.
//
// Device memory for a frame of n samples and b bands: hop samples read and 4 n bytes written; with
// the transform's 4 n read and 4 n written, and 4 n read for the bands, 16 n bytes; levels are
// written, read for the peak and read for the example, 12 b bytes, and the example is written. At
// 2048 samples and 60 bands 34 kB and 0.15 MFLOP: 10 ns on an H100 by memory (3.35 TB/s), which is
// the bound, and 2.2 ns by arithmetic (67 TFLOP/s).
#include "features/frame_kernels.hpp"

#include "core/samples.cuh"
#include "features/levels.cuh"
#include "gpu/kernel.cuh"
#include "timbre/features/framing.hpp"

namespace timbre::cuda::features {
namespace {

constexpr int threads = 256;

// A block takes one row of the frames.
template <typename Sample>
__global__ void __launch_bounds__(threads)
    write_frames(const __grid_constant__ FrameArguments arguments) {
  const int row = static_cast<int>(blockIdx.x);
  const int segment = row / arguments.columns, column = row % arguments.columns;
  const bool there = segment < arguments.segments;
  const std::int64_t* starts =
      arguments.starts != nullptr ? arguments.starts : arguments.first_samples;
  const auto* samples =
      static_cast<const Sample*>(arguments.samples) + (there ? starts[segment] : 0);
  const std::int64_t begin =
      timbre::features::frame_start(column, arguments.frame, arguments.hop, arguments.pad);
  float* values = arguments.frames + std::int64_t{row} * arguments.n_fft;
  for (int index = static_cast<int>(threadIdx.x); index < arguments.n_fft; index += threads) {
    const std::int64_t sample =
        timbre::features::padded_index(begin + index, arguments.segment_length, arguments.pad);
    values[index] = there && sample >= 0
                        ? to_float(__ldg(samples + sample)) * __ldg(arguments.window + index)
                        : 0.0f;
  }
}

// A block takes one frame, a thread some of its bands.
__global__ void __launch_bounds__(threads) sum_bands(const BandArguments arguments) {
  const float2* spectrum = arguments.spectra + std::int64_t{blockIdx.x} * arguments.bins;
  float* levels = arguments.levels + std::int64_t{blockIdx.x} * arguments.bands;
  for (int band = static_cast<int>(threadIdx.x); band < arguments.bands; band += threads) {
    const int begin = __ldg(arguments.offset + band), end = __ldg(arguments.offset + band + 1);
    const float2* bins = spectrum + __ldg(arguments.first + band);
    float sum = 0.0f;
    for (int tap = begin; tap < end; ++tap) {
      const float2 bin = __ldg(bins + tap - begin);
      const float power = bin.x * bin.x + bin.y * bin.y;
      sum += __ldg(arguments.weights + tap) * (arguments.magnitude ? sqrtf(power) : power);
    }
    levels[band] = timbre::features::level_of(sum, arguments.level);
  }
}

// A block takes one example.
__global__ void __launch_bounds__(threads)
    write_examples(const ExampleRecipe recipe, float* levels, const float* delta_weights,
                   float* examples) {
  __shared__ float of_warps[threads / warp_size];
  const Levels own{levels + std::int64_t{blockIdx.x} * recipe.elements(), recipe.bands,
                   recipe.elements(), 0};
  const float peak = peak_of(own, of_warps);
  write_example(recipe, ElementReader(recipe, own, peak, delta_weights),
                examples + std::int64_t{blockIdx.x} * recipe.example_size());
}

}  // namespace

void launch_framing(const FrameArguments& arguments, int rows, cudaStream_t stream) {
  const gpu::Launch shape{.grid = static_cast<unsigned>(rows), .block = threads, .stream = stream};
  if (arguments.sixteen_bits) {
    gpu::launch<write_frames<std::int16_t>>(shape, arguments);
  } else {
    gpu::launch<write_frames<float>>(shape, arguments);
  }
}

void launch_bands(const BandArguments& arguments, int frames, cudaStream_t stream) {
  gpu::launch<sum_bands>(
      {.grid = static_cast<unsigned>(frames), .block = threads, .stream = stream}, arguments);
}

void launch_writing(const ExampleRecipe& recipe, float* levels, const float* delta_weights,
                    float* examples, int count, cudaStream_t stream) {
  gpu::launch<write_examples>(
      {.grid = static_cast<unsigned>(count), .block = threads, .stream = stream}, recipe, levels,
      delta_weights, examples);
}

}  // namespace timbre::cuda::features
