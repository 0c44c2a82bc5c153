#pragma once

#include <filesystem>
#include <string>

#include "timbre/experiment/options.hpp"

namespace timbre::test {

/// An experiment of a document with its own network and recipe, cut to an epoch of one trial.
inline experiment::ExperimentOptions one_epoch(const std::string& file, const std::string& mode,
                                               const std::string& miniature) {
  return experiment::load_experiment(
      std::filesystem::path(TIMBRE_SOURCE_DIR) / "experiments" / file,
      {"mode=" + mode, "dataset.miniature=" + miniature, "miniature={epochs: 1, trials: 1}"});
}

/// Leaves a layer of more than one filter one in `times`.
inline void thin(model::ModelOptions& model, int times) {
  for (model::LayerOptions& layer : model.layers) {
    if (layer.filters > 1) layer.filters /= times;
  }
}

/// The same of document 002, whose ResNet-34 itself takes too long: a block of each width, an
/// eighth as wide, and few pixels.
inline experiment::ExperimentOptions small_freesound(const std::string& file,
                                                     const std::string& mode, int clips = 3) {
  experiment::ExperimentOptions options = one_epoch(
      file, mode,
      "{sounds: freesound, clips: " + std::to_string(clips) + ", seconds: 1, rate: 44100}");
  std::erase_if(options.model.layers, [](const model::LayerOptions& layer) {
    return layer.name.starts_with("layer") && !layer.name.ends_with(".0");
  });
  thin(options.model, 8);
  options.features.features.picture.resize.width = 32;
  options.features.features.picture.resize.height = 32;
  options.training.batch_size = 8;
  return options;
}

}  // namespace timbre::test
