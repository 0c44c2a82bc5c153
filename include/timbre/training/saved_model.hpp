#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "timbre/dataset/examples.hpp"
#include "timbre/features/options.hpp"
#include "timbre/model/options.hpp"
#include "timbre/model/parameter_store.hpp"

namespace timbre::training {

/// All that is needed to apply a trained network to a recording.
struct SavedModel {
  features::FrontEndOptions front_end;
  model::ModelOptions model;
  dataset::Standardiser standardiser;
  std::vector<std::string> classes;
};

/// Writes `model.h5`: parameters below /parameters, the rest as YAML and arrays. Atomic.
void save_model(const std::filesystem::path& path, const SavedModel& model,
                const model::ParameterStore& store);

/// Reads the description; throws Error that names the file when it is no such file.
SavedModel load_model(const std::filesystem::path& path);

/// Reads the parameters into a store made from the description's graph.
void load_parameters(const std::filesystem::path& path, model::ParameterStore& store);

}  // namespace timbre::training
