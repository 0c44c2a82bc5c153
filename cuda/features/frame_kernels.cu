// What stands before and after cuFFT: windowed frames from samples, and levels of bands from
// spectra. The yardstick for compute_examples, whose frames and spectra never leave a block.
//
// Device memory for a frame of n samples: hop samples and 4 n bytes written; with the transform's
// 4 n read and 4 n written, and 4 n read for the bands, 16 n bytes and the levels. At 2048 samples
// 33 kB and 0.15 MFLOP: 9.8 ns on an H100 by memory (3.35 TB/s), which is the bound, and 2.2 ns by
// arithmetic (67 TFLOP/s).
#include "features/frame_kernels.hpp"

#include "gpu/kernel.cuh"

namespace timbre::cuda::features {
namespace {

constexpr int threads = 256;

// A block takes one frame of the batch.
__global__ void __launch_bounds__(threads) write_frames(const FrameArguments arguments) {
  const std::int64_t frame = arguments.first + blockIdx.x;
  const std::int64_t start =
      timbre::features::frame_start(frame, arguments.frame, arguments.hop, arguments.pad);
  float* values = arguments.frames + std::int64_t{blockIdx.x} * arguments.n_fft;
  for (int index = static_cast<int>(threadIdx.x); index < arguments.n_fft; index += threads) {
    const std::int64_t sample =
        timbre::features::padded_index(start + index, arguments.length, arguments.pad);
    const bool there = frame < arguments.count && sample >= 0;
    values[index] =
        there ? __ldg(arguments.samples + sample) * __ldg(arguments.window + index) : 0.0f;
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

}  // namespace

void launch_framing(const FrameArguments& arguments, int batch, cudaStream_t stream) {
  gpu::launch<write_frames>(
      {.grid = static_cast<unsigned>(batch), .block = threads, .stream = stream}, arguments);
}

void launch_bands(const BandArguments& arguments, int frames, cudaStream_t stream) {
  gpu::launch<sum_bands>(
      {.grid = static_cast<unsigned>(frames), .block = threads, .stream = stream}, arguments);
}

}  // namespace timbre::cuda::features
