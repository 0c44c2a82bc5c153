#pragma once

#include <vector>

#include "features/example_recipe.hpp"
#include "timbre/features/options.hpp"

namespace timbre::cuda::features {

/// What the options say of examples; how blocks share them is left open.
ExampleRecipe recipe_of(const timbre::features::FeatureOptions& options);

/// What the differences at the distances 1 ... reach of a slope are multiplied by.
std::vector<float> delta_weights(const timbre::features::FeatureOptions& options);

}  // namespace timbre::cuda::features
