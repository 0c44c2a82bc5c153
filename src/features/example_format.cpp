#include "features/example_format.hpp"

#include "timbre/features/delta.hpp"
#include "timbre/features/level_rule.hpp"

namespace timbre::features {

ExampleFormat::ExampleFormat(const FeatureOptions& options, const ExampleShape& example_shape)
    : shape(example_shape),
      layout(options.layout),
      delta(options.delta.kind),
      width(options.delta.width),
      reach(delta == DeltaKind::none ? 0 : delta_reach(width)),
      range(level_rule(options).range) {
  for (int distance = 1; distance <= reach; ++distance) {
    delta_weights.push_back(static_cast<float>(delta_weight(distance, width)));
  }
}

}  // namespace timbre::features
