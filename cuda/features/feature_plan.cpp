#include "features/feature_plan.hpp"

#include <algorithm>
#include <limits>
#include <span>
#include <vector>

#include "core/device.hpp"
#include "features/cufft_plan.hpp"
#include "features/examples.hpp"
#include "features/level_tables.hpp"
#include "features/long_examples.hpp"
#include "features/mel_picture_plan.hpp"
#include "features/picture_plan.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/fft.hpp"

namespace timbre::cuda {
namespace {

using namespace cuda::features;
using timbre::features::ClipWindow;
using timbre::features::FeatureOptions;

// A grid's most, and more examples than any memory holds.
constexpr std::int64_t most_blocks = std::numeric_limits<int>::max();

class CudaFeaturePlan final : public timbre::features::FeaturePlan, public StreamFeatures {
 public:
  CudaFeaturePlan(CudaDevice& device, const FeatureOptions& options, int sample_rate)
      : FeaturePlan(options),
        device_(device),
        tables_(device, options, sample_rate),
        arguments_(tables_.arguments(fitting_recipe(options))) {
    if (arguments_.recipe.is_long()) {
      allow_long_examples(arguments_.recipe);
      const std::size_t pieces = std::size_t{1} * most_examples() * arguments_.recipe.pieces();
      peaks_ = Buffer(device, pieces * sizeof(float));
    } else {
      allow_examples(arguments_.recipe);
      resident_blocks_ =
          device_attribute(cudaDevAttrMultiProcessorCount) * resident_blocks(arguments_.recipe);
    }
  }

  void enqueue_examples(SampleView samples, const std::int64_t* starts, std::int64_t count,
                        float* examples, cudaStream_t stream) const override {
    ExampleArguments arguments = arguments_;
    arguments.samples = samples.values;
    arguments.sixteen_bits = samples.sixteen_bits;
    const std::int64_t most = most_examples();
    for (std::int64_t first = 0; first < count; first += most) {
      arguments.starts = starts + first;
      arguments.examples = examples + first * shape().size();
      const auto part = static_cast<int>(std::min(most, count - first));
      put(arguments, {.first = 0, .count = part, .peaks = peaks_.as<float>()}, part, stream);
    }
  }

 private:
  void do_run(SampleView samples, std::span<const ClipWindow> clips, float* examples) override {
    arguments_.samples = samples.values;
    arguments_.sixteen_bits = samples.sixteen_bits;
    arguments_.examples = examples;
    ClipList& list = arguments_.clips;
    list.segments_at_once = segments_at_once(clips);
    list.count = 0;
    int blocks = 0;
    LongExamples examples_of_list{.first = 0, .count = 0, .peaks = peaks_.as<float>()};
    for (const ClipWindow& clip : clips) {
      std::int64_t offset = clip.offset;
      for (std::int64_t rest = segments_of(clip); rest > 0;) {
        const auto segments =
            static_cast<int>(std::min(rest, most_examples() - examples_of_list.count));
        list.clips[list.count++] = {offset, examples_of_list.first + examples_of_list.count,
                                    segments, blocks};
        examples_of_list.count += segments;
        blocks += arguments_.recipe.is_long() ? segments * arguments_.recipe.pieces()
                                              : blocks_of(segments, list.segments_at_once);
        offset += std::int64_t{segments} * options().segment.hop;
        rest -= segments;
        if (list.count == ClipList::most || examples_of_list.count == most_examples())
          launch(examples_of_list, blocks);
      }
    }
    launch(examples_of_list, blocks);
  }

  // Puts the clips of the list on the stream and empties it.
  void launch(LongExamples& examples, int& blocks) {
    if (blocks > 0) put(arguments_, examples, blocks, device_.stream());
    arguments_.clips.count = 0;
    blocks = 0;
    examples.first += examples.count;
    examples.count = 0;
  }

  static void put(const ExampleArguments& arguments, const LongExamples& examples, int blocks,
                  cudaStream_t stream) {
    if (arguments.recipe.is_long()) {
      launch_long_examples(arguments, examples, stream);
    } else {
      launch_examples(arguments, blocks, stream);
    }
  }

  // Of one launch.
  std::int64_t most_examples() const {
    const ExampleRecipe& recipe = arguments_.recipe;
    return recipe.is_long() ? std::max(1, most_pieces / recipe.pieces()) : most_blocks;
  }

  std::int64_t segments_of(const ClipWindow& clip) const {
    return timbre::features::segment_count(clip.length, options().segment);
  }

  // Neighbours share frames and samples, so that a few belong together even where more blocks would
  // fit; many only while two rounds of blocks still fill the device.
  int segments_at_once(std::span<const ClipWindow> clips) const {
    constexpr std::int64_t least = 4, most = 16, rounds = 2;
    if (options().segment.hop >= options().segment.length) return 1;
    std::int64_t segments = 0;
    for (const ClipWindow& clip : clips) segments += segments_of(clip);
    return static_cast<int>(
        std::clamp(segments / (rounds * std::max(1, resident_blocks_)), least, most));
  }

  CudaDevice& device_;
  LevelTables tables_;
  ExampleArguments arguments_;
  Buffer peaks_;  // of long examples' pieces
  int resident_blocks_ = 0;
};

class CudaFeaturePlanMaker final : public timbre::features::FeaturePlanMaker {
 public:
  std::unique_ptr<timbre::features::FeaturePlan> make(Device& device, const FeatureOptions& options,
                                                      int sample_rate) override {
    auto& cuda_device = static_cast<CudaDevice&>(device);
    if (options.kind == timbre::features::ExampleKind::mel_picture)
      return mel_picture_plan(cuda_device, options, sample_rate);
    if (timbre::features::is_picture(options)) return picture_plan(cuda_device, options);
    if (!timbre::features::is_fast_length(options.stft.n_fft))
      return cufft_feature_plan(cuda_device, options, sample_rate, transforms_);
    return std::make_unique<CudaFeaturePlan>(cuda_device, options, sample_rate);
  }

 private:
  static constexpr std::size_t most_transforms = 8;
  TransformCache transforms_{most_transforms};
};

}  // namespace

std::shared_ptr<timbre::features::FeaturePlanMaker> feature_plans() {
  return std::make_shared<CudaFeaturePlanMaker>();
}

}  // namespace timbre::cuda
