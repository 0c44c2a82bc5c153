#include <filesystem>
#include <set>
#include <utility>

#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/experiment/run.hpp"

namespace timbre::experiment {

std::vector<cache::AudioFile> audio_files(const dataset::Collection& collection) {
  std::vector<cache::AudioFile> files;
  files.reserve(collection.clips.size());
  for (const dataset::Clip& clip : collection.clips) files.push_back({clip.path, clip.name});
  return files;
}

dataset::Collection keep_folds(dataset::Collection collection, const ExperimentOptions& options,
                               const dataset::Protocol& protocol) {
  if (dataset::makes_folds(options.protocol)) return collection;
  std::set<int> used;
  for (const dataset::Trial& trial : protocol.trials) {
    used.insert(trial.train_folds.begin(), trial.train_folds.end());
    used.insert(trial.validate_folds.begin(), trial.validate_folds.end());
    used.insert(trial.test_folds.begin(), trial.test_folds.end());
  }
  std::erase_if(collection.clips,
                [&](const dataset::Clip& clip) { return !used.contains(clip.fold); });
  return collection;
}

namespace {

PreparedData prepare_recordings(Device& device, const ExperimentOptions& options,
                                dataset::Collection collection) {
  cache::Recordings recordings = cache::read_recordings(
      device, audio_files(collection), options.features, options.dataset.on_bad_file);
  PreparedData data;
  data.bad_files = recordings.bad_files;
  data.cache_misses = std::ssize(collection.clips);
  data.seconds = recordings.seconds;
  data.examples = std::make_shared<const dataset::ExampleSet>(
      dataset::make_examples(collection, std::move(recordings), options.features));
  data.collection = std::move(collection);
  return data;
}

}  // namespace

PreparedData prepare(Device& device, const ExperimentOptions& options,
                     dataset::Collection collection) {
  if (options.features.on_the_fly)
    return prepare_recordings(device, options, std::move(collection));
  cache::Extraction extraction = cache::extract(device, audio_files(collection), options.features,
                                                options.dataset.on_bad_file);
  PreparedData data;
  data.bad_files = extraction.bad_files;
  data.cache_hits = extraction.hits;
  data.cache_misses = extraction.misses;
  data.seconds = extraction.seconds;
  data.examples = std::make_shared<const dataset::ExampleSet>(
      dataset::make_examples(collection, std::move(extraction)));
  data.collection = std::move(collection);
  return data;
}

std::filesystem::path default_run_folder(const std::string& name, bool resume) {
  const std::filesystem::path runs = std::filesystem::path("runs") / name;
  if (!resume) {
    std::string time = utc_time();
    std::erase(time, ':');
    return runs / time;
  }
  std::filesystem::path newest;
  if (std::filesystem::is_directory(runs)) {
    for (const auto& entry : std::filesystem::directory_iterator(runs)) {
      // The names are times, so the newest is the last in the alphabet.
      if (entry.is_directory() && entry.path() > newest) newest = entry.path();
    }
  }
  if (newest.empty()) {
    throw RequestError("--resume: there is no run below " + runs.string() +
                       "; name one with --out DIR");
  }
  return newest;
}

}  // namespace timbre::experiment
