#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "timbre/cache/extract.hpp"
#include "timbre/core/device.hpp"
#include "timbre/dataset/collection.hpp"
#include "timbre/dataset/examples.hpp"
#include "timbre/dataset/split_check.hpp"
#include "timbre/experiment/options.hpp"
#include "timbre/report/results.hpp"
#include "timbre/report/run_folder.hpp"

namespace timbre::experiment {

/// The data of an experiment, ready for training.
struct PreparedData {
  dataset::Collection collection;
  std::shared_ptr<const dataset::ExampleSet> examples;
  std::vector<cache::BadFile> bad_files;
  std::int64_t cache_hits = 0;
  std::int64_t cache_misses = 0;
  cache::ExtractionTime seconds;
};

/// The files of a collection as the cache asks for them, in the collection's order.
std::vector<cache::AudioFile> audio_files(const dataset::Collection& collection);

/// The collection without the clips of folds that no trial uses. A protocol that makes its folds
/// uses all.
dataset::Collection keep_folds(dataset::Collection collection, const ExperimentOptions& options,
                               const dataset::Protocol& protocol);

/// Turns the recordings of a collection into examples.
PreparedData prepare(Device& device, const ExperimentOptions& options,
                     dataset::Collection collection);

/// What leaks between the sides of the trials, from the names of `all` and from the examples and,
/// where these agree, the samples of the files in use. Each is also told in the log.
std::vector<dataset::SplitWarning> check_splits(const ExperimentOptions& options,
                                                const dataset::Protocol& protocol,
                                                const dataset::Collection& all,
                                                const PreparedData& data);

/// Runs all trials of an experiment and writes everything into the run folder. With `resume`,
/// finished trials are read back and a broken one goes on from its checkpoint.
report::RunResults run_experiment(Device& device, const ExperimentOptions& options,
                                  const std::filesystem::path& folder, bool resume);

/// Where a run goes when --out is not given: runs/NAME/UTC-TIME, or with `resume` the newest
/// folder below runs/NAME. Throws RequestError when there is none to resume.
std::filesystem::path default_run_folder(const std::string& name, bool resume);

}  // namespace timbre::experiment
