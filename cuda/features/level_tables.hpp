#pragma once

#include "core/device.hpp"
#include "features/examples.hpp"
#include "timbre/features/options.hpp"

namespace timbre::cuda::features {

/// What samples become levels by, in device memory.
class LevelTables {
 public:
  /// `sample_rate` in Hz.
  LevelTables(Device& device, const timbre::features::FeatureOptions& options, int sample_rate);

  /// The arguments that no launch changes, for examples of this recipe.
  ExampleArguments arguments(const ExampleRecipe& recipe) const;

 private:
  int bands_count_;
  bool magnitude_;
  Buffer window_, first_, second_, untangling_, bands_, weights_, delta_;
};

/// The recipe whose blocks have as many warps as there is room for in shared memory; an example
/// that leaves room for a few only is computed in pieces. Throws RequestError when no piece fits.
ExampleRecipe fitting_recipe(const timbre::features::FeatureOptions& options);

}  // namespace timbre::cuda::features
