// Long examples, of which one block's shared memory cannot hold the levels. A block computes a
// piece of neighbouring frames of one example and writes its levels where they belong. What needs
// the whole example, the floor under its peak and slopes, follows in a second, light kernel, which
// finds the peak in one float for each piece.
//
// Device memory: every sample once, and n_fft - hop samples again for each piece (5 % for 128
// frames of 2048 samples every 512); every element written once where the range is infinite and
// there are no slopes. A finite range reads the example once more and writes only what it raises,
// 16 bytes at a time where aligned; slopes read each level once more, after it was written without
// its slope: half as much as the output each way. 30 s of 16 bits at 44.1 kHz in 128 bands every
// 512 samples are 2.6 MB of samples and 1.3 MB of output: 1.2 us on an H100 (3.35 TB/s) without the
// second kernel, 1.6 us with it, and 0.16 GFLOP, 2.4 us (67 TFLOP/s), which is the bound.
#include "features/long_examples.hpp"

#include <limits>

#include "features/frame_tiles.cuh"
// Includes nothing itself: what stands above brings gpu/kernel.cuh.
#include "core/pack.cuh"

namespace timbre::cuda::features {
namespace {

constexpr int finishing_threads = 256;
constexpr float infinity = std::numeric_limits<float>::infinity();

// What a block computes. It stands in shared memory: the transform needs all registers.
struct Piece {
  std::int64_t start;    // of the segment, samples from the start of the buffer
  std::int64_t example;  // number of its example
  int begin;             // columns
  int end;
};
static_assert(sizeof(Piece) <= ExampleRecipe::frames_offset() * sizeof(float));

__device__ void find_piece_of_block(const ExampleArguments& arguments, Piece& piece) {
  const ExampleRecipe& recipe = arguments.recipe;
  const int block = static_cast<int>(blockIdx.x), pieces = recipe.pieces();
  if (arguments.starts != nullptr) {
    piece.example = block / pieces;
    piece.start = arguments.starts[piece.example];
  } else {
    const ClipPlace& place = arguments.clips.clips[clip_of_block(arguments.clips, block)];
    const int segment = (block - place.first_block) / pieces;
    piece.example = place.first_example + segment;
    piece.start = place.offset + std::int64_t{segment} * recipe.segment_hop;
  }
  // Each clip has whole examples.
  piece.begin = block % pieces * recipe.piece_columns;
  piece.end = min(recipe.columns, piece.begin + recipe.piece_columns);
}

// Writes the levels of columns [begin, end) in the example's order. Where slopes follow, the levels
// of a row lie side by side in the first half of its place.
__device__ void write_levels(const ExampleRecipe& recipe, const Levels& levels, const Piece& piece,
                             float* example) {
  const int count = piece.end - piece.begin;
  const bool scrambled = recipe.layout == timbre::features::Layout::scrambled;
  for (int index = static_cast<int>(threadIdx.x); index < count * recipe.bands;
       index += static_cast<int>(blockDim.x)) {
    // Document 001's order is that of the levels themselves.
    const int element = index + piece.begin * recipe.bands;
    const int row = scrambled ? element / recipe.columns : index / count;
    const int column = scrambled ? element % recipe.columns : piece.begin + index % count;
    example[row * recipe.columns * recipe.channels() + column] =
        levels[scrambled ? index : index % count * levels.pitch + row];
  }
}

template <int Points>
__global__ void __launch_bounds__(warp_size* most_warps, Points <= 1024 ? 2 : 1)
    compute_pieces(const __grid_constant__ ExampleArguments arguments, float* peaks) {
  GPU_DYNAMIC_SHARED(float, shared);
  const ExampleRecipe& recipe = arguments.recipe;
  auto& piece = *reinterpret_cast<Piece*>(shared);
  if (threadIdx.x == 0) find_piece_of_block(arguments, piece);
  __syncthreads();
  const Levels levels{shared + recipe.levels_offset(), recipe.level_pitch(),
                      recipe.level_pitch() * (piece.end - piece.begin), 0};
  fill_gaps(levels, recipe.bands);
  const auto start = [&] { return piece.start; };
  FrameTiles<Points>(arguments, shared)
      .compute(start, {piece.begin, piece.end, piece.end, 0}, levels);
  __syncthreads();
  write_levels(recipe, levels, piece, arguments.examples + piece.example * recipe.example_size());
  const float peak = peak_of(levels, levels.values + levels.pitch * recipe.piece_columns);
  if (threadIdx.x == 0) peaks[blockIdx.x] = peak;
}

// The loudest level of an example, in all lanes of the warp.
__device__ float peak_of_pieces(const float* peaks, int pieces) {
  float peak = lowest_level;
  for (int piece = static_cast<int>(threadIdx.x) % warp_size; piece < pieces; piece += warp_size) {
    peak = fmaxf(peak, peaks[piece]);
  }
  return peak_of_warp(peak);
}

// Raises the `Elements` neighbours of one access that lie below the floor.
template <int Elements>
__device__ void raise(const ExampleRecipe& recipe, float peak, float* example) {
  const int accesses = recipe.example_size() / Elements;
  const int step = static_cast<int>(gridDim.x * blockDim.x);
  for (int access = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x); access < accesses;
       access += step) {
    const Pack<Elements> levels = load_pack<Elements>(example + access * Elements);
    Pack<Elements> kept;
    bool same = true;
#pragma unroll
    for (int index = 0; index < Elements; ++index) {
      kept.value[index] =
          timbre::features::kept_level(levels.value[index], peak, recipe.level.range);
      same = same && kept.value[index] == levels.value[index];
    }
    if (!same) store_pack(example + access * Elements, kept);
  }
}

// Examples without slopes; the grid's rows are examples.
__global__ void __launch_bounds__(finishing_threads)
    raise_to_floor(const ExampleRecipe recipe, const float* peaks, float* examples) {
  float* example = examples + std::int64_t{blockIdx.y} * recipe.example_size();
  const float peak = peak_of_pieces(peaks + blockIdx.y * recipe.pieces(), recipe.pieces());
  const bool aligned = reinterpret_cast<std::uintptr_t>(example) % sizeof(float4) == 0 &&
                       recipe.example_size() % 4 == 0;
  aligned ? raise<4>(recipe, peak, example) : raise<1>(recipe, peak, example);
}

// Examples with slopes: a block finishes one row of one example, which shared memory holds.
__global__ void __launch_bounds__(finishing_threads)
    add_slopes(const ExampleRecipe recipe, const float* peaks, const float* weights,
               float* examples) {
  GPU_DYNAMIC_SHARED(float, levels);
  float* row = examples + std::int64_t{blockIdx.y} * recipe.example_size() +
               std::int64_t{blockIdx.x} * recipe.columns * recipe.channels();
  const float peak = peak_of_pieces(peaks + blockIdx.y * recipe.pieces(), recipe.pieces());
  const int thread = static_cast<int>(threadIdx.x), threads = static_cast<int>(blockDim.x);
  for (int column = thread; column < recipe.columns; column += threads) {
    levels[column] = timbre::features::kept_level(row[column], peak, recipe.level.range);
  }
  __syncthreads();
  const auto level = [&](int column) { return levels[column]; };
  for (int column = thread; column < recipe.columns; column += threads) {
    row[2 * column] = levels[column];
    row[2 * column + 1] = slope_of(recipe, weights, column, level);
  }
}

void finish(const ExampleArguments& arguments, const LongExamples& examples, cudaStream_t stream) {
  const ExampleRecipe& recipe = arguments.recipe;
  float* first = arguments.examples + examples.first * recipe.example_size();
  const auto count = static_cast<unsigned>(examples.count);
  if (recipe.channels() == 2) {
    gpu::launch<add_slopes>({.grid = dim3(static_cast<unsigned>(recipe.bands), count),
                             .block = finishing_threads,
                             .shared_bytes = finishing_bytes(recipe),
                             .stream = stream},
                            recipe, examples.peaks, arguments.delta_weights, first);
  } else if (recipe.level.range < infinity) {
    // Four accesses of 16 bytes a thread.
    const int blocks =
        (recipe.example_size() + 16 * finishing_threads - 1) / (16 * finishing_threads);
    gpu::launch<raise_to_floor>({.grid = dim3(static_cast<unsigned>(blocks), count),
                                 .block = finishing_threads,
                                 .stream = stream},
                                recipe, examples.peaks, first);
  }
}

}  // namespace

std::size_t finishing_bytes(const ExampleRecipe& recipe) {
  return recipe.channels() == 2 ? recipe.columns * sizeof(float) : 0;
}

void allow_long_examples(const ExampleRecipe& recipe) {
  with_points(recipe, [&]<int Points>() {
    gpu::allow_shared_bytes<compute_pieces<Points>>(shared_bytes(recipe));
  });
  gpu::allow_shared_bytes<add_slopes>(finishing_bytes(recipe));
}

void launch_pieces(const ExampleArguments& arguments, const LongExamples& examples,
                   cudaStream_t stream) {
  const ExampleRecipe& recipe = arguments.recipe;
  with_points(recipe, [&]<int Points>() {
    gpu::launch<compute_pieces<Points>>(
        {.grid = static_cast<unsigned>(examples.count * recipe.pieces()),
         .block = static_cast<unsigned>(warp_size * recipe.warps),
         .shared_bytes = shared_bytes(recipe),
         .stream = stream},
        arguments, examples.peaks);
  });
}

void launch_long_examples(const ExampleArguments& arguments, const LongExamples& examples,
                          cudaStream_t stream) {
  launch_pieces(arguments, examples, stream);
  finish(arguments, examples, stream);
}

}  // namespace timbre::cuda::features
