// Samples to pictures of their spectrograms in one pass: a block takes one picture, and nothing but
// the picture goes to device memory where the levels that its pixels show fit the block's shared
// memory. Others (smoothed images see all of them) go through scratch in device memory, which the
// second-level cache holds.
//   for some frames at a time: transform, a barrier after each pass -> densities -> levels
//   the lowest and the highest of all -> for some rows at a time: colours -> barrier -> pixels
//
// The spectrum is taken in double, as on the CPU: the lowest level of a clip, often 150 dB below
// its peak, chooses all colours, and the rounding of floats lies above it. The lowest and the
// highest density give the range, so that only those levels are computed that a pixel shows.
//
// Device memory: every sample once, 2 or 4 bytes, and where frames overlap again from a cache; 12
// bytes for each pixel of the example; 40 kB of tables (2048 samples), which all blocks share in
// caches; and where levels go through scratch, 4 bytes written and read for each. Flops, in double:
// 5 points log2 points and two for each sample of a frame, and 20 for each bin. Shared memory: 16
// bytes in and out for each point and two passes, and 32 out for each bin; the writes of the first
// two passes meet in four ways.
// A picture of document 004 (110250 samples of 16 bits, 57 frames of 2048, 64x64 pixels) is 0.27 MB
// and 4.2 MFLOP: on an H100 81 ns by its memory (3.35 TB/s), 124 ns by its arithmetic (34 TFLOP/s
// in double); its 13 MB through shared memory (128 bytes a cycle in each of 132 multiprocessors
// at 1.7 GHz) take 450 ns, which is the bound.
#include "features/pictures.hpp"

#include <cmath>

#include "core/samples.cuh"
#include "features/double_transform.cuh"
#include "features/picture_drawing.cuh"
#include "timbre/features/picture/antialias.hpp"
#include "timbre/features/picture/draw.hpp"

namespace timbre::cuda::features {
namespace {

constexpr int warp_threads = 32;

// The densities that choose the colours.
struct DensityRange {
  double lowest = INFINITY;  // of those above zero
  double highest = 0.0;

  __device__ void include(double density) {
    if (!(density > 0.0) || !std::isfinite(density)) return;
    lowest = fmin(lowest, density);
    highest = fmax(highest, density);
  }
  __device__ void include(const DensityRange& other) {
    lowest = fmin(lowest, other.lowest);
    highest = fmax(highest, other.highest);
  }
  // Logarithms keep order: the range of levels is the levels of the range.
  __device__ timbre::features::ValueRange levels() const {
    if (lowest > highest) return {};
    return {timbre::features::density_level(lowest), timbre::features::density_level(highest)};
  }
};

// What a block has beside its dynamic shared memory.
struct PictureShared {
  double lowest[picture_threads / warp_threads];
  double highest[picture_threads / warp_threads];
  ColourBytes colours;
};

static_assert(sizeof(PictureShared) <= picture_fixed_bytes);

// Known to all threads of the block afterwards.
__device__ DensityRange range_of_block(DensityRange range, PictureShared& shared) {
#pragma unroll
  for (int distance = warp_threads / 2; distance > 0; distance /= 2) {
    range.include(DensityRange{__shfl_xor_sync(0xffffffffu, range.lowest, distance),
                               __shfl_xor_sync(0xffffffffu, range.highest, distance)});
  }
  const int warp = static_cast<int>(threadIdx.x) / warp_threads;
  if (threadIdx.x % warp_threads == 0) {
    shared.lowest[warp] = range.lowest;
    shared.highest[warp] = range.highest;
  }
  __syncthreads();
  for (int other = 0; other < picture_threads / warp_threads; ++other) {
    range.include(DensityRange{shared.lowest[other], shared.highest[other]});
  }
  return range;
}

// Writes the levels that pixels show, and returns what this thread has seen of all.
template <typename Sample>
__device__ DensityRange compute_levels(const PictureArguments& arguments, DoublePoint* buffers,
                                       float* levels) {
  const SpecgramShape& shape = arguments.shape;
  const int frames = shape.frames();
  const std::int64_t start = arguments.starts != nullptr ? arguments.starts[blockIdx.x]
                                                         : arguments.first_samples[blockIdx.x];
  const Sample* segment = static_cast<const Sample*>(arguments.samples) + start;
  const int lane = static_cast<int>(threadIdx.x) % shape.lanes();
  const int slot = static_cast<int>(threadIdx.x) / shape.lanes();
  // Zeros fill up a segment that is shorter than a frame.
  const int length = min(shape.n_fft, shape.segment_length);
  DensityRange range;
  for (int first = 0; first < frames; first += shape.frames_at_once()) {
    const int frame = first + slot;
    const bool there = frame < frames;
    const Sample* samples = segment + std::int64_t{frame} * shape.hop();
    const auto windowed = [&](int at) {
      return at < length ? to_float(__ldg(samples + at)) * __ldg(arguments.window + at) : 0.0;
    };
    DoubleTransform transform(shape, arguments.circle, lane, buffers + 2 * shape.points() * slot);
    transform.run(there, [&](int point) {
      return DoublePoint{windowed(2 * point), windowed(2 * point + 1)};
    });
    if (there) {
      const int column = arguments.cells.column_of_frame[frame];
      for (int bin = lane; bin < shape.bins(); bin += shape.lanes()) {
        const double density = transform.power(bin) * __ldg(arguments.factors + bin);
        range.include(density);
        const int row = __ldg(arguments.cells.row_of_bin + bin);
        if (row < 0 || column < 0) continue;
        levels[std::int64_t{column} * arguments.cells.rows + row] =
            timbre::features::density_level(density);
      }
    }
    __syncthreads();
  }
  return range;
}

// The colours of what rows and columns of the drawn picture show.
class SpecgramColours {
 public:
  __device__ SpecgramColours(const PictureArguments& arguments, const float* levels,
                             const timbre::features::ValueRange& range)
      : cells_(arguments.cells),
        smooth_(arguments.smooth),
        grid_{levels, 1, arguments.cells.rows},
        range_(range) {}

  __device__ int operator()(int row, int column) const {
    if (!smooth_.on) return timbre::features::pixel_colour(grid_, row, column, range_);
    if (row < 0 || column < 0) return timbre::features::no_colour;
    const float value =
        timbre::features::seen_value(grid_, window_of(smooth_.down, row, cells_.rows),
                                     window_of(smooth_.across, column, cells_.columns));
    return timbre::features::colour_index(value, range_);
  }

 private:
  __device__ static timbre::features::PixelWindow window_of(const TapTables& taps, int pixel,
                                                            int cells) {
    return {taps.first[pixel], taps.taps(pixel), taps.weights_of(pixel), cells};
  }

  const CellTables& cells_;
  const SmoothTables& smooth_;
  timbre::features::ValueGrid grid_;
  timbre::features::ValueRange range_;
};

// Blocks of one multiprocessor hide each other's barriers.
constexpr int blocks_of_multiprocessor = 3;

template <typename Sample>
__global__ void __launch_bounds__(picture_threads, blocks_of_multiprocessor)
    draw_pictures(const __grid_constant__ PictureArguments arguments) {
  GPU_DYNAMIC_SHARED(unsigned char, memory);
  __shared__ PictureShared shared;
  const CellTables& cells = arguments.cells;
  float* levels = cells.scratch != nullptr
                      ? cells.scratch + blockIdx.x * cells.size()
                      : reinterpret_cast<float*>(memory + arguments.work_bytes);
  shared.colours.load(arguments.drawing.drawn.colours);
  const DensityRange seen =
      compute_levels<Sample>(arguments, reinterpret_cast<DoublePoint*>(memory), levels);
  const SpecgramColours colours(arguments, levels, range_of_block(seen, shared).levels());
  PictureDrawing(arguments.drawing, shared.colours, reinterpret_cast<std::uint16_t*>(memory))
      .write_all(arguments.examples + blockIdx.x * arguments.drawing.example.size(), colours);
}

}  // namespace

std::size_t picture_bytes(const PictureArguments& arguments) {
  const CellTables& cells = arguments.cells;
  return arguments.work_bytes + (cells.scratch != nullptr ? 0 : sizeof(float) * cells.size());
}

void allow_pictures(const PictureArguments& arguments) {
  gpu::allow_shared_bytes<draw_pictures<float>>(picture_bytes(arguments));
  gpu::allow_shared_bytes<draw_pictures<std::int16_t>>(picture_bytes(arguments));
}

void launch_pictures(const PictureArguments& arguments, int count, cudaStream_t stream) {
  const gpu::Launch shape{.grid = static_cast<unsigned>(count),
                          .block = picture_threads,
                          .shared_bytes = picture_bytes(arguments),
                          .stream = stream};
  if (arguments.sixteen_bits) {
    gpu::launch<draw_pictures<std::int16_t>>(shape, arguments);
  } else {
    gpu::launch<draw_pictures<float>>(shape, arguments);
  }
}

}  // namespace timbre::cuda::features
