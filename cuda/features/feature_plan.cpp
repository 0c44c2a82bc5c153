#include "features/feature_plan.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "core/device.hpp"
#include "core/upload.hpp"
#include "features/examples.hpp"
#include "features/transform_tables.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/delta.hpp"
#include "timbre/features/level_rule.hpp"
#include "timbre/features/segment_frames.hpp"

namespace timbre::cuda {
namespace {

using namespace cuda::features;
using timbre::features::ClipWindow;
using timbre::features::FeatureOptions;

ExampleRecipe recipe_without_warps(const FeatureOptions& options) {
  const timbre::features::SegmentFrames frames(options);
  return {.segment_length = options.segment.length,
          .segment_hop = options.segment.hop,
          .n_fft = options.stft.n_fft,
          .frame = options.stft.frame_length(),
          .hop = options.stft.hop,
          .pad = options.stft.pad,
          .columns = frames.count,
          .inside_begin = frames.inside_begin,
          .shift = frames.shift,
          .shared = frames.shared,
          .bands = static_cast<int>(timbre::features::example_shape(options).rows),
          .magnitude = options.stft.spectrum == timbre::features::Spectrum::magnitude,
          .level = timbre::features::level_rule(options),
          .layout = options.layout,
          .delta = options.delta.kind,
          .width = options.delta.width};
}

[[noreturn]] void refuse(const ExampleRecipe& recipe, std::size_t needed, std::size_t most) {
  throw RequestError(
      "features: an example of " + std::to_string(recipe.bands) + " bands and " +
      std::to_string(recipe.columns) + " columns with stft.n_fft = " +
      std::to_string(recipe.n_fft) + " needs " + std::to_string(needed) +
      " bytes of the device's shared memory, which has " + std::to_string(most) +
      " for a block; lower mel.bands or segment.length, raise stft.hop, or use --device cpu");
}

// The kernel adds up powers; of a single bin it takes the root afterwards.
void refuse_sums_of_magnitudes(const FeatureOptions& options) {
  using timbre::features::Bands, timbre::features::Spectrum;
  if (options.stft.spectrum == Spectrum::power || options.bands == Bands::linear) return;
  throw RequestError(
      "features.stft.spectrum magnitude with bands mel is computed on the CPU only; use bands "
      "linear, spectrum power, or --device cpu");
}

// As many warps as there is room for.
ExampleRecipe fitting_recipe(const FeatureOptions& options) {
  const auto most =
      static_cast<std::size_t>(device_attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin));
  ExampleRecipe recipe = recipe_without_warps(options);
  for (recipe.warps = most_warps;; recipe.warps /= 2) {
    const std::size_t needed = recipe.shared_floats() * sizeof(float);
    if (needed <= most) return recipe;
    if (recipe.warps == 1) refuse(recipe, needed, most);
  }
}

std::vector<float> delta_weights(const FeatureOptions& options) {
  std::vector<float> weights;
  for (int distance = 1; distance <= timbre::features::delta_reach(options.delta.width); ++distance)
    weights.push_back(
        static_cast<float>(timbre::features::delta_weight(distance, options.delta.width)));
  return weights;
}

// The kernel's tables in device memory.
class DeviceTables {
 public:
  DeviceTables(Device& device, const FeatureOptions& options, int sample_rate)
      : DeviceTables(device, transform_tables(options.stft),
                     mel_table(timbre::features::bands_of(options, sample_rate)),
                     delta_weights(options)) {}

  FftTables fft() const {
    return {window_.as<float2>(), first_.as<float2>(), second_.as<float2>(),
            untangling_.as<float2>()};
  }
  MelBank mel(int bands) const { return {bands_.as<MelFours>(), weights_.as<float4>(), bands}; }
  const float* delta() const { return delta_.as<float>(); }

 private:
  DeviceTables(Device& device, const TransformTables& transform, const MelTable& mel,
               const std::vector<float>& delta)
      : window_(upload(device, transform.window)),
        first_(upload(device, transform.first)),
        second_(upload(device, transform.second)),
        untangling_(upload(device, transform.untangling)),
        bands_(upload(device, mel.bands)),
        weights_(upload(device, mel.weights)),
        delta_(upload(device, delta)) {}

  Buffer window_, first_, second_, untangling_, bands_, weights_, delta_;
};

class CudaFeaturePlan final : public timbre::features::FeaturePlan, public StreamFeatures {
 public:
  CudaFeaturePlan(CudaDevice& device, const FeatureOptions& options, int sample_rate)
      : FeaturePlan(options), device_(device), tables_(device, options, sample_rate) {
    refuse_sums_of_magnitudes(options);
    arguments_.recipe = fitting_recipe(options);
    arguments_.fft = tables_.fft();
    arguments_.mel = tables_.mel(arguments_.recipe.bands);
    arguments_.delta_weights = tables_.delta();
    allow_examples(arguments_.recipe);
    resident_blocks_ =
        device_attribute(cudaDevAttrMultiProcessorCount) * resident_blocks(arguments_.recipe);
  }

  void enqueue_examples(const DeviceSamples& samples, const std::int64_t* starts,
                        std::int64_t count, float* examples, cudaStream_t stream) const override {
    ExampleArguments arguments = arguments_;
    arguments.samples = samples.values;
    arguments.sixteen_bits = samples.sixteen_bits;
    arguments.starts = starts;
    arguments.examples = examples;
    launch_examples(arguments, static_cast<int>(count), stream);
  }

 private:
  void do_run(const float* samples, std::span<const ClipWindow> clips, float* examples) override {
    arguments_.sixteen_bits = false;
    compute(samples, clips, examples);
  }
  void do_run(const std::int16_t* samples, std::span<const ClipWindow> clips,
              float* examples) override {
    arguments_.sixteen_bits = true;
    compute(samples, clips, examples);
  }

  void compute(const void* samples, std::span<const ClipWindow> clips, float* examples) {
    arguments_.samples = samples;
    arguments_.examples = examples;
    ClipList& list = arguments_.clips;
    list.segments_at_once = segments_at_once(clips);
    list.count = 0;
    int blocks = 0;
    std::int64_t example = 0;
    for (const ClipWindow& clip : clips) {
      const auto segments = static_cast<int>(segments_of(clip));
      if (segments == 0) continue;
      list.clips[list.count++] = {clip.offset, example, segments, blocks};
      example += segments;
      blocks += blocks_of(segments, list.segments_at_once);
      if (list.count == ClipList::most) launch(blocks);
    }
    launch(blocks);
  }

  // Puts the clips of the list on the stream and empties it.
  void launch(int& blocks) {
    if (blocks > 0) launch_examples(arguments_, blocks, device_.stream());
    arguments_.clips.count = 0;
    blocks = 0;
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
  DeviceTables tables_;
  ExampleArguments arguments_{};
  int resident_blocks_ = 0;
};

class CudaFeaturePlanMaker final : public timbre::features::FeaturePlanMaker {
 public:
  std::unique_ptr<timbre::features::FeaturePlan> make(Device& device, const FeatureOptions& options,
                                                      int sample_rate) override {
    return std::make_unique<CudaFeaturePlan>(static_cast<CudaDevice&>(device), options,
                                             sample_rate);
  }
};

}  // namespace

std::shared_ptr<timbre::features::FeaturePlanMaker> feature_plans() {
  return std::make_shared<CudaFeaturePlanMaker>();
}

}  // namespace timbre::cuda
