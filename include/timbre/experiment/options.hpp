#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "timbre/config/fields.hpp"
#include "timbre/dataset/collection.hpp"
#include "timbre/dataset/protocol.hpp"
#include "timbre/experiment/faults.hpp"
#include "timbre/features/options.hpp"
#include "timbre/model/options.hpp"
#include "timbre/report/results.hpp"
#include "timbre/training/options.hpp"

namespace timbre::experiment {

/// Whether an experiment repeats its document's faults or mends them.
enum class Mode { faithful, fixed };

/// The `expected:` part of an experiment: what its document prints.
struct ExpectedScores : report::Expected {
  bool operator==(const ExpectedScores&) const = default;
};
void describe(config::Fields& fields, ExpectedScores& expected);

/// The `miniature:` part of an experiment: what is cut where the built-in miniature stands in for
/// the data, so that a first run takes a minute.
struct MiniatureCuts {
  int epochs = 0;  ///< at most; 0: as many as the training has
  int trials = 0;  ///< at most; 0: all
  bool operator==(const MiniatureCuts&) const = default;
};
void describe(config::Fields& fields, MiniatureCuts& cuts);

/// Which tested examples are put on a plane by t-SNE, for the report and for programs. The time
/// grows with the square of the points.
struct MapOptions {
  int trials = 1;            ///< of the first so many; 0: no maps
  int points = 500;          ///< at most, drawn by the trial's seed
  double perplexity = 15.0;  ///< at most a third of the points but one
  bool operator==(const MapOptions&) const = default;
};
void describe(config::Fields& fields, MapOptions& options);

/// The `report:` part of an experiment.
struct ReportOptions {
  MapOptions tsne;
  bool operator==(const ReportOptions&) const = default;
};
void describe(config::Fields& fields, ReportOptions& options);

/// One experiment: everything that its YAML file says.
struct ExperimentOptions {
  std::string name;
  std::string document;  ///< number of the document that is reproduced; empty for one's own
  Mode mode = Mode::fixed;
  FaultOptions faults;
  std::int64_t seed = 1;
  dataset::DatasetOptions dataset;
  features::FrontEndOptions features;
  model::ModelOptions model;
  training::TrainingOptions training;
  dataset::ProtocolOptions protocol;
  ExpectedScores expected;
  MiniatureCuts miniature;
  ReportOptions report;
  bool operator==(const ExperimentOptions&) const = default;
};
void describe(config::Fields& fields, ExperimentOptions& options);

/// Reads an experiment, sets the overrides ("a.b=value") and lets the faults that are present act.
/// Throws config::ConfigError with everything that is wrong, before anything is allocated.
ExperimentOptions load_experiment(const std::filesystem::path& path,
                                  const std::vector<std::string>& overrides);

/// The experiment as YAML with every key; running that file gives the same run.
std::string resolved_yaml(const ExperimentOptions& options);

}  // namespace timbre::experiment
