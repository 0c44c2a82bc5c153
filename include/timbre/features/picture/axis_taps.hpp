#pragma once

#include <vector>

namespace timbre::features {

/// Resampling along one axis: output o is the sum over i of weights[offset[o] + i] times input
/// first[o] + i.
template <typename Weight>
struct AxisTaps {
  std::vector<int> first;
  std::vector<int> offset = {0};  ///< one more than outputs
  std::vector<Weight> weights;

  int count() const { return static_cast<int>(first.size()); }
  int taps(int output) const { return offset[output + 1] - offset[output]; }

  /// Those of `outputs` neighbouring outputs.
  AxisTaps part(int first_output, int outputs) const {
    AxisTaps part;
    for (int output = first_output; output < first_output + outputs; ++output) {
      const auto from = weights.begin() + offset[output];
      part.add(first[output], {from, from + taps(output)});
    }
    return part;
  }

  void add(int first_input, const std::vector<Weight>& tap_weights) {
    first.push_back(first_input);
    weights.insert(weights.end(), tap_weights.begin(), tap_weights.end());
    offset.push_back(static_cast<int>(weights.size()));
  }
};

}  // namespace timbre::features
