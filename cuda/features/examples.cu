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
#include "features/fft.cuh"
#include "features/levels.cuh"
#include "features/mel.cuh"
#include "features/sample_ring.cuh"

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
  int clip = 0;
  for (int end = list.count; end - clip > 1;) {
    const int middle = (clip + end) / 2;
    if (list.clips[middle].first_block <= block) {
      clip = middle;
    } else {
      end = middle;
    }
  }
  const ClipPlace& place = list.clips[clip];
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
        frames_(reinterpret_cast<float2*>(shared + recipe_.frames_offset())),
        samples_(shared + recipe_.samples_offset()),
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
      compute_frames(number, kept);
      __syncthreads();
      const float peak = peak_of(levels_, peaks_);
      write_example(recipe_, ElementReader(recipe_, levels_, peak, arguments_.delta_weights),
                    arguments_.examples + (group_->example + number) * recipe_.example_size());
    }
  }

 private:
  __device__ Segment segment(int number) const {
    const std::int64_t start = group_->offset + std::int64_t{number} * recipe_.segment_hop;
    const std::int64_t bytes = arguments_.sixteen_bits ? sizeof(std::int16_t) : sizeof(float);
    return {static_cast<const char*>(arguments_.samples) + start * bytes, arguments_.sixteen_bits,
            recipe_.segment_length, recipe_.pad};
  }

  __device__ int start_of(int frame) const {
    return static_cast<int>(
        timbre::features::frame_start(frame, recipe_.frame, recipe_.hop, recipe_.pad));
  }

  // The levels of all frames but the `kept` inner ones, tile by tile.
  __device__ void compute_frames(int number, int kept) {
    const int gap = kept > 0 ? recipe_.inside_begin : recipe_.columns;
    SampleRing ring{};
    int copied = start_of(0);
    int first = gap == 0 ? kept : 0;
    while (first < recipe_.columns) {
      const int count = min(recipe_.tile(), (first < gap ? gap : recipe_.columns) - first);
      if (recipe_.apart()) {
        for (int slot = 0; slot < count; ++slot) {
          const SampleRing own = ring_of_slot(number, first, slot);
          copy_run(segment(number), own.start, own.start + recipe_.n_fft, own);
        }
      } else {
        const int start = start_of(first);
        if (start < copied) {
          ring.advance(start);
        } else {
          ring = segment(number).ring_at(start, samples_, recipe_.ring_size());
        }
        const int last = start_of(first + count - 1) + recipe_.n_fft;
        copy_run(segment(number), max(copied, start), last, ring);
        copied = last;
      }
      __syncthreads();
      transform(number, ring, first, count);
      __syncthreads();
      sum_bands(first, count);
      first += count;
      if (first == gap) first += kept;
    }
  }

  __device__ SampleRing ring_of_slot(int number, int first, int slot) const {
    return segment(number).ring_at(start_of(first + slot), samples_ + slot * recipe_.ring_size(),
                                   recipe_.ring_size());
  }

  __device__ void transform(int number, const SampleRing& shared_ring, int first, int count) {
    constexpr int lanes = shape_of<Points>.lanes;
    const int lane = static_cast<int>(threadIdx.x) % lanes;
    const int own_slot = static_cast<int>(threadIdx.x) / lanes;
    const int first_of_warp = static_cast<int>(threadIdx.x) / warp_size * (warp_size / lanes);
    if (first_of_warp >= count) return;
    // Half a warp without a frame of its own computes the last one once more, in its own place.
    const int slot = min(own_slot, count - 1), start = start_of(first + slot);
    const SampleRing ring = recipe_.apart() ? ring_of_slot(number, first, slot) : shared_ring;
    const int origin = ring.place_of(start);
    float2* frame = frames_ + own_slot * frame_pitch(Points);
    if (origin % 2 == 0) {
      first_pass<Points>(arguments_.fft, lane, frame, [&](int n) {
        return *reinterpret_cast<const float2*>(ring.floats + ring.wrapped(origin + 2 * n));
      });
    } else {
      first_pass<Points>(arguments_.fft, lane, frame, [&](int n) {
        return make_float2(ring.floats[ring.wrapped(origin + 2 * n)],
                           ring.floats[ring.wrapped(origin + 2 * n + 1)]);
      });
    }
    later_passes<Points>(arguments_.fft, lane, frame);
  }

  __device__ void sum_bands(int first, int count) {
    for_each_band(arguments_.mel, reinterpret_cast<const float*>(frames_), 2 * frame_pitch(Points),
                  count, [&](int band, int frame, float power) {
                    levels_[(first + frame) * levels_.pitch + band] = timbre::features::level_of(
                        recipe_.magnitude ? sqrtf(power) : power, recipe_.level);
                  });
  }

  const ExampleArguments& arguments_;
  const ExampleRecipe& recipe_;
  SegmentGroup* group_;
  float2* frames_;  // [tile][frame_pitch]
  float* samples_;
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

// Calls use<Points>() for the points of the recipe.
template <typename Use>
void with_points(const ExampleRecipe& recipe, const Use& use) {
  switch (recipe.points()) {
    case 128:
      return use.template operator()<128>();
    case 256:
      return use.template operator()<256>();
    case 512:
      return use.template operator()<512>();
    case 1024:
      return use.template operator()<1024>();
    default:
      return use.template operator()<2048>();
  }
}

std::size_t shared_bytes(const ExampleRecipe& recipe) {
  return recipe.shared_floats() * sizeof(float);
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
