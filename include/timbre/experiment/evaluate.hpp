#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/core/json.hpp"
#include "timbre/dataset/options.hpp"
#include "timbre/report/results.hpp"

namespace timbre::experiment {

/// How a saved network does on labelled recordings that it need not have seen.
struct Evaluation {
  std::vector<std::string> classes;   ///< of the network
  std::vector<std::string> unknown;   ///< classes of the data that the network has not learnt
  std::int64_t clips_of_unknown = 0;  ///< left out with them
  std::vector<cache::BadFile> bad_files;
  bool synthetic = false;
  metrics::Scores segments;
  report::ClipScores clips;
};

/// What DATA means to `evaluate`: a folder with a folder for each class, or an experiment's YAML
/// file, whose data set it is. Throws RequestError for neither.
dataset::DatasetOptions data_of(const std::string& folder_or_experiment);

/// Scores the network of `model` (a model.h5) on all clips of a data set. Classes are matched by
/// their names. Throws RequestError when the data has none of the network's classes.
Evaluation evaluate(Device& device, const std::filesystem::path& model,
                    const dataset::DatasetOptions& data);

/// For people: accuracy of segments and clips, then precision and recall of each class.
std::string evaluation_text(const Evaluation& evaluation);
Json evaluation_json(const Evaluation& evaluation);

}  // namespace timbre::experiment
