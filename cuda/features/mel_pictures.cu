// Mel levels of clips of any length to their pictures, in two kernels behind that of the levels.
// The first finds the range of the levels, on which all colours hang, by a few blocks for each
// picture. In the second a block takes some rows of one example: the frames of each column of the
// plot -> barrier -> colours of the drawn rows -> barrier -> pixels of the example.
//
// A pixel of the plot is the mean of the cells that it covers, weighed by whole numbers in double:
// products are exact there, so that their order does not matter, and the CPU has the same bits.
//
// Device memory: 4 bytes for each level, which the kernel before has left in the second-level
// cache (most_level_bytes of them at a time; those of one clip always fit), read once for the range
// and once by each block whose rows show them; 12 bytes for each pixel of the example. Flops, in
// double: two for each cell that a pixel covers, and 10 for its colour. A clip of 30 s in document
// 002's picture, 128 bands by 2584 frames on 465x308 pixels of the plot and 224x224 of the example,
// reads 2.6 MB of samples of 16 bits and writes 1.3 MB of levels and 0.6 MB of pixels: on an H100
// 1.3 us (3.35 TB/s), the colours 4 MFLOP, 0.1 us (34 TFLOP/s in double); the transforms before
// take 2.4 us (long_examples.cu), which is the bound.
#include "features/mel_pictures.hpp"

#include <cmath>

#include "features/levels.cuh"
#include "features/picture_drawing.cuh"
// Includes nothing itself: what stands above brings gpu/kernel.cuh.
#include "core/pack.cuh"

namespace timbre::cuda::features {
namespace {

using timbre::features::FrameAxis;
using timbre::features::ValueRange;

constexpr float highest_level = -lowest_level;

__device__ LevelRange no_levels() {
  return {highest_level, lowest_level};
}

__device__ void include(LevelRange& range, float level) {
  if (!std::isfinite(level)) return;
  range.low = fminf(range.low, level);
  range.high = fmaxf(range.high, level);
}

__device__ void include(LevelRange& range, const LevelRange& other) {
  range.low = fminf(range.low, other.low);
  range.high = fmaxf(range.high, other.high);
}

// What this thread sees of all, `Width` neighbours in one access.
template <int Width>
__device__ LevelRange seen_range(const float* levels, int count) {
  const int step = static_cast<int>(gridDim.x) * picture_threads;
  LevelRange range = no_levels();
  for (int access = static_cast<int>(blockIdx.x * picture_threads + threadIdx.x);
       access < count / Width; access += step) {
    const Pack<Width> levels_of_access = load_pack<Width>(levels + access * Width);
    for (const float level : levels_of_access.value) include(range, level);
  }
  return range;
}

// The grid's rows are pictures.
__global__ void __launch_bounds__(picture_threads)
    find_ranges(const __grid_constant__ MelPictureArguments arguments) {
  __shared__ LevelRange of_warps[picture_threads / warp_size];
  const float* levels = arguments.levels + std::int64_t{blockIdx.y} * arguments.level_step;
  const int count = arguments.bands * arguments.frames[blockIdx.y];
  const bool aligned =
      reinterpret_cast<std::uintptr_t>(levels) % sizeof(float4) == 0 && count % 4 == 0;
  LevelRange range = aligned ? seen_range<4>(levels, count) : seen_range<1>(levels, count);
#pragma unroll
  for (int distance = warp_size / 2; distance > 0; distance /= 2) {
    include(range, LevelRange{__shfl_xor_sync(0xffffffffu, range.low, distance),
                              __shfl_xor_sync(0xffffffffu, range.high, distance)});
  }
  if (threadIdx.x % warp_size == 0) of_warps[threadIdx.x / warp_size] = range;
  __syncthreads();
  if (threadIdx.x > 0) return;
  for (const LevelRange& of_warp : of_warps) include(range, of_warp);
  arguments.parts[blockIdx.y * gridDim.x + blockIdx.x] = range;
}

// The frames that a column of the plot shows.
struct ShownFrames {
  int first;
  int count;
};

// The colours of what rows and columns of the drawn picture show.
class MelColours {
 public:
  __device__ MelColours(const MelPictureArguments& arguments, const FrameAxis& axis,
                        const ShownFrames* shown)
      : arguments_(arguments),
        axis_(axis),
        shown_(shown),
        frames_(arguments.frames[blockIdx.y]),
        levels_(arguments.levels + std::int64_t{blockIdx.y} * arguments.level_step) {
    LevelRange seen = no_levels();
    for (int part = 0; part < range_parts; ++part) {
      include(seen, arguments.parts[blockIdx.y * range_parts + part]);
    }
    peak_ = seen.high;
    if (seen.low <= seen.high) range_ = {kept(seen.low), seen.high};
  }

  __device__ int operator()(int row, int column) const {
    if (row < 0 || column < 0) return timbre::features::no_colour;
    const TapTables& rows = arguments_.rows;
    const ShownFrames shown = shown_[column];
    double sum = 0.0;
    for (int tap = 0; tap < rows.taps(row); ++tap) {
      const float* of_band = levels_ + std::int64_t{rows.first[row] + tap} * frames_;
      double band_sum = 0.0;
      for (int frame = shown.first; frame < shown.first + shown.count; ++frame) {
        band_sum += static_cast<double>(axis_.weight(column, frame)) * kept(of_band[frame]);
      }
      sum += rows.weights_of(row)[tap] * band_sum;
    }
    const double total =
        static_cast<double>(timbre::features::total_weight(rows.weights_of(row), rows.taps(row))) *
        axis_.total();
    return timbre::features::colour_index(static_cast<float>(sum / total), range_);
  }

 private:
  __device__ float kept(float level) const {
    return timbre::features::kept_level(level, peak_, arguments_.level_range);
  }

  const MelPictureArguments& arguments_;
  const FrameAxis& axis_;
  const ShownFrames* shown_;
  int frames_;
  const float* levels_;
  float peak_ = 0.0f;
  ValueRange range_;
};

// The grid's rows are pictures.
__global__ void __launch_bounds__(picture_threads)
    draw_mel_pictures(const __grid_constant__ MelPictureArguments arguments) {
  GPU_DYNAMIC_SHARED(unsigned char, memory);
  __shared__ ColourBytes colours;
  auto* shown = reinterpret_cast<ShownFrames*>(memory);
  const int width = arguments.mesh.box.width();
  const FrameAxis axis(arguments.mesh, arguments.frames[blockIdx.y]);
  colours.load(arguments.drawing.drawn.colours);
  for (int column = static_cast<int>(threadIdx.x); column < width; column += picture_threads) {
    shown[column] = {axis.first(column), axis.count(column)};
  }
  __syncthreads();
  const ExampleTables& example = arguments.drawing.example;
  PictureDrawing(arguments.drawing, colours, reinterpret_cast<std::uint16_t*>(shown + width))
      .write_rows(static_cast<int>(blockIdx.x) * example.rows_at_once,
                  arguments.examples + blockIdx.y * example.size(),
                  MelColours(arguments, axis, shown));
}

}  // namespace

std::size_t mel_picture_bytes(const MelPictureArguments& arguments, std::size_t colour_bytes) {
  return sizeof(ShownFrames) * static_cast<std::size_t>(arguments.mesh.box.width()) + colour_bytes;
}

void allow_mel_pictures(std::size_t bytes) {
  gpu::allow_shared_bytes<draw_mel_pictures>(bytes);
}

void launch_mel_pictures(const MelPictureArguments& arguments, int count, std::size_t bytes,
                         cudaStream_t stream) {
  const auto pictures = static_cast<unsigned>(count);
  gpu::launch<find_ranges>(
      {.grid = dim3(range_parts, pictures), .block = picture_threads, .stream = stream}, arguments);
  const ExampleTables& example = arguments.drawing.example;
  const int blocks = (example.height + example.rows_at_once - 1) / example.rows_at_once;
  gpu::launch<draw_mel_pictures>({.grid = dim3(static_cast<unsigned>(blocks), pictures),
                                  .block = picture_threads,
                                  .shared_bytes = bytes,
                                  .stream = stream},
                                 arguments);
}

}  // namespace timbre::cuda::features
