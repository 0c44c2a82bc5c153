#include "features/recipe_of.hpp"

#include "timbre/features/delta.hpp"
#include "timbre/features/level_rule.hpp"
#include "timbre/features/plan.hpp"
#include "timbre/features/segment_frames.hpp"

namespace timbre::cuda::features {

using timbre::features::FeatureOptions;

ExampleRecipe recipe_of(const FeatureOptions& options) {
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
          .level = timbre::features::level_rule(options),
          .layout = options.layout,
          .delta = options.delta.kind,
          .width = options.delta.width};
}

std::vector<float> delta_weights(const FeatureOptions& options) {
  std::vector<float> weights;
  for (int distance = 1; distance <= timbre::features::delta_reach(options.delta.width); ++distance)
    weights.push_back(
        static_cast<float>(timbre::features::delta_weight(distance, options.delta.width)));
  return weights;
}

}  // namespace timbre::cuda::features
