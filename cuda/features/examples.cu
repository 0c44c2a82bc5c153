// Samples to examples in one pass: a block takes neighbouring segments of one clip, and nothing but
// their examples goes to device memory. Frames are transformed in tiles, a frame to half a warp or
// a whole one:
//   copy the tile's samples that are new -> barrier -> transform -> barrier -> bands and levels
// and, after a segment's last tile: barrier -> its peak -> barrier -> floor, slope, layout, write.
// Inner frames that a segment has in common with the one before keep their levels.
//
// Device memory: every sample of a group of segments once, 2 or 4 bytes; every element of an
// example once, 4 bytes; 30 kB of tables (2048 points), which all blocks of a multiprocessor share
// in its first-level cache. Flops: 2.5 n log2 n for each frame of n samples and two for each tap.
// An example of document 001 alone is 41 kB of samples, 20 kB of output and 2.5 MFLOP: on an H100
// 18 ns by its memory (3.35 TB/s), 37 ns by its arithmetic (67 TFLOP/s), which is the bound;
// sharing frames with its neighbours leaves 24 of 41 frames, 22 ns. Shared memory moves 60 kB a
// frame, 128 bytes a cycle in each multiprocessor.
#include "features/examples.hpp"
#include "features/frame_tiles.cuh"
#include "features/levels.cuh"

namespace timbre::cuda::features {
namespace {

// The segments of one clip that a block computes. It stands in shared memory: the transform needs
// all registers.
struct SegmentGroup {
  std::int64_t offset;   // of the clip's first sample
  std::int64_t example;  // of the clip's first segment
  int begin;
  int end;
};
static_assert(sizeof(SegmentGroup) <= ExampleRecipe::frames_offset() * sizeof(float));

__device__ void find_group_of_block(const ExampleArguments& arguments, SegmentGroup& group) {
  const int block = static_cast<int>(blockIdx.x);
  if (arguments.starts != nullptr) {
    group = {arguments.starts[block], block, 0, 1};
    return;
  }
  const ClipList& list = arguments.clips;
  const ClipPlace& place = list.clips[clip_of_block(list, block)];
  const std::int64_t blocks = blocks_of(place.segments, list.segments_at_once);
  const std::int64_t part = block - place.first_block;
  group.offset = place.offset;
  group.example = place.first_example;
  group.begin = static_cast<int>(part * place.segments / blocks);
  group.end = static_cast<int>((part + 1) * place.segments / blocks);
}

// A block's work on one segment after the other.
template <int Points>
class ExampleBlock {
 public:
  __device__ ExampleBlock(const ExampleArguments& arguments, float* shared)
      : arguments_(arguments),
        recipe_(arguments.recipe),
        group_(reinterpret_cast<SegmentGroup*>(shared)),
        tiles_(arguments, shared),
        levels_{shared + recipe_.levels_offset(), recipe_.level_pitch(),
                recipe_.level_pitch() * recipe_.columns, 0},
        peaks_(levels_.values + levels_.size) {
    fill_gaps(levels_, recipe_.bands);
    if (threadIdx.x == 0) find_group_of_block(arguments, *group_);
    __syncthreads();
  }

  __device__ void compute_all() {
    for (int number = group_->begin; number < group_->end; ++number) {
      const int kept = number > group_->begin ? recipe_.shared : 0;
      if (kept > 0) levels_.shift(recipe_.shift);
      const auto start = [&] {
        return group_->offset + std::int64_t{number} * recipe_.segment_hop;
      };
      const int gap = kept > 0 ? recipe_.inside_begin : recipe_.columns;
      tiles_.compute(start, {0, recipe_.columns, gap, kept}, levels_);
      __syncthreads();
      const float peak = peak_of(levels_, peaks_);
      write_example(recipe_, ElementReader(recipe_, levels_, peak, arguments_.delta_weights),
                    arguments_.examples + (group_->example + number) * recipe_.example_size());
    }
  }

 private:
  const ExampleArguments& arguments_;
  const ExampleRecipe& recipe_;
  SegmentGroup* group_;
  FrameTiles<Points> tiles_;
  Levels levels_;
  float* peaks_;  // [warps]
};

// Two blocks in a multiprocessor hide each other's barriers; shared memory has no room for more
// than one of 4096 samples a frame.
template <int Points>
__global__ void __launch_bounds__(warp_size* most_warps, Points <= 1024 ? 2 : 1)
    compute_examples(const __grid_constant__ ExampleArguments arguments) {
  GPU_DYNAMIC_SHARED(float, shared);
  ExampleBlock<Points>(arguments, shared).compute_all();
}

}  // namespace

void allow_examples(const ExampleRecipe& recipe) {
  with_points(recipe, [&]<int Points>() {
    gpu::allow_shared_bytes<compute_examples<Points>>(shared_bytes(recipe));
  });
}

int resident_blocks(const ExampleRecipe& recipe) {
  int blocks = 0;
  with_points(recipe, [&]<int Points>() {
    TIMBRE_CUDA_CHECK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(
        &blocks, reinterpret_cast<const void*>(compute_examples<Points>), warp_size * recipe.warps,
        shared_bytes(recipe)));
  });
  return blocks;
}

void launch_examples(const ExampleArguments& arguments, int blocks, cudaStream_t stream) {
  const ExampleRecipe& recipe = arguments.recipe;
  with_points(recipe, [&]<int Points>() {
    gpu::launch<compute_examples<Points>>({.grid = static_cast<unsigned>(blocks),
                                           .block = static_cast<unsigned>(warp_size * recipe.warps),
                                           .shared_bytes = shared_bytes(recipe),
                                           .stream = stream},
                                          arguments);
  });
}

}  // namespace timbre::cuda::features
