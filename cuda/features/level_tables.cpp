#include "features/level_tables.hpp"

#include <algorithm>
#include <string>

#include "core/upload.hpp"
#include "features/long_examples.hpp"
#include "features/recipe_of.hpp"
#include "features/transform_tables.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/mel_bands.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::cuda::features {
namespace {

using timbre::features::FeatureOptions;

[[noreturn]] void refuse(const ExampleRecipe& recipe, std::size_t needed, std::size_t most) {
  throw RequestError(
      "features: an example of " + std::to_string(recipe.bands) + " bands and " +
      std::to_string(recipe.columns) + " columns with stft.n_fft = " +
      std::to_string(recipe.n_fft) + " needs " + std::to_string(needed) +
      " bytes of the device's shared memory, which has " + std::to_string(most) +
      " for a block; lower mel.bands or segment.length, raise stft.hop, or use --device cpu");
}

bool fits(const ExampleRecipe& recipe, std::size_t most) {
  return recipe.shared_floats() * sizeof(float) <= most;
}

}  // namespace

ExampleRecipe fitting_recipe(const FeatureOptions& options) {
  constexpr int most_columns = 128, least_columns = 8, least_warps = 4;
  const auto most =
      static_cast<std::size_t>(device_attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin));
  ExampleRecipe recipe = recipe_of(options);
  recipe.piece_columns = recipe.columns;
  for (recipe.warps = most_warps; recipe.warps >= least_warps; recipe.warps /= 2) {
    if (fits(recipe, most)) return recipe;
  }
  for (recipe.warps = most_warps; recipe.warps > 0; recipe.warps /= 2) {
    for (int columns = most_columns; columns >= least_columns; columns /= 2) {
      recipe.piece_columns = std::min(columns, recipe.columns);
      if (fits(recipe, most) && finishing_bytes(recipe) <= most) return recipe;
    }
  }
  recipe.warps = 1;
  refuse(recipe, std::max(recipe.shared_floats() * sizeof(float), finishing_bytes(recipe)), most);
}

LevelTables::LevelTables(Device& device, const FeatureOptions& options, int sample_rate)
    : bands_count_(static_cast<int>(timbre::features::example_shape(options).rows)),
      magnitude_(options.stft.spectrum == timbre::features::Spectrum::magnitude) {
  const TransformTables transform = transform_tables(options.stft);
  const MelTable mel = mel_table(timbre::features::bands_of(options, sample_rate));
  window_ = upload(device, transform.window);
  first_ = upload(device, transform.first);
  second_ = upload(device, transform.second);
  untangling_ = upload(device, transform.untangling);
  bands_ = upload(device, mel.bands);
  weights_ = upload(device, mel.weights);
  delta_ = upload(device, delta_weights(options));
}

ExampleArguments LevelTables::arguments(const ExampleRecipe& recipe) const {
  ExampleArguments arguments{};
  arguments.recipe = recipe;
  arguments.fft = {window_.as<float2>(), first_.as<float2>(), second_.as<float2>(),
                   untangling_.as<float2>()};
  arguments.mel = {.bands = bands_.as<MelFours>(),
                   .weights = weights_.as<float4>(),
                   .count = bands_count_,
                   .magnitude = magnitude_};
  arguments.delta_weights = delta_.as<float>();
  return arguments;
}

}  // namespace timbre::cuda::features
