#include "timbre/experiment/evaluate.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <set>
#include <utility>

#include "applied_network.hpp"
#include "clip_scores.hpp"
#include "timbre/core/error.hpp"
#include "timbre/dataset/collection.hpp"
#include "timbre/experiment/options.hpp"
#include "timbre/experiment/run.hpp"
#include "timbre/training/saved_model.hpp"

namespace timbre::experiment {
namespace {

constexpr const char* indent = "  ";

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// Labels become ids of the network's classes; clips of other classes are counted and left out.
dataset::Collection known_clips(dataset::Collection collection, Evaluation& evaluation) {
  const auto label_in_network = [&](int label) {
    const auto& classes = evaluation.classes;
    return static_cast<int>(std::find(classes.begin(), classes.end(), collection.classes[label]) -
                            classes.begin());
  };
  const int unknown = static_cast<int>(evaluation.classes.size());
  std::set<std::string> names;
  for (dataset::Clip& clip : collection.clips) {
    const int label = label_in_network(clip.label);
    if (label == unknown) names.insert(collection.classes[clip.label]);
    clip.label = label;
  }
  evaluation.unknown.assign(names.begin(), names.end());
  evaluation.clips_of_unknown = static_cast<std::int64_t>(std::erase_if(
      collection.clips, [&](const dataset::Clip& clip) { return clip.label == unknown; }));
  if (collection.clips.empty()) {
    throw RequestError(collection.root.string() + ": no clip of a class that the network knows (" +
                       listed(evaluation.classes) + "); folders must have the classes' names");
  }
  collection.classes = evaluation.classes;
  return collection;
}

std::string score_line(const std::string& title, std::int64_t count, double accuracy) {
  char numbers[64];
  std::snprintf(numbers, sizeof numbers, "%8lld  accuracy %.3f", static_cast<long long>(count),
                accuracy);
  return title + numbers;
}

std::string class_line(const std::string& name, const metrics::ClassScores& scores,
                       std::size_t width) {
  char numbers[80];
  std::snprintf(numbers, sizeof numbers, "%10.3f %9.3f %9.3f %9lld", scores.precision,
                scores.recall, scores.f1, static_cast<long long>(scores.support));
  return indent + name + std::string(width - name.size(), ' ') + numbers + "\n";
}

}  // namespace

dataset::DatasetOptions data_of(const std::string& folder_or_experiment) {
  if (std::filesystem::is_directory(folder_or_experiment)) {
    dataset::DatasetOptions options;
    options.kind = dataset::DatasetKind::folders;
    options.root = folder_or_experiment;
    return options;
  }
  if (std::filesystem::is_regular_file(folder_or_experiment)) {
    return load_experiment(folder_or_experiment, {}).dataset;
  }
  throw RequestError(folder_or_experiment +
                     ": neither a folder with a folder for each class nor an experiment's file");
}

Evaluation evaluate(Device& device, const std::filesystem::path& model,
                    const dataset::DatasetOptions& data) {
  Evaluation evaluation;
  evaluation.classes = training::load_model(model).classes;
  constexpr std::uint64_t no_seed = 0;  // labels are as they are
  const dataset::Collection collection =
      known_clips(dataset::open_collection(data, no_seed), evaluation);
  evaluation.synthetic = collection.synthetic;
  std::vector<int> labels;
  for (const dataset::Clip& clip : collection.clips) labels.push_back(clip.label);

  const AppliedNetwork applied = apply_network(device, model, audio_files(collection), labels);
  evaluation.bad_files = applied.bad_files;
  std::vector<std::int32_t> segment_labels;
  for (const std::int32_t file : applied.file_of_segment) segment_labels.push_back(labels[file]);
  if (segment_labels.empty()) {
    throw Error(collection.root.string() + ": no clip is as long as one segment of the network");
  }
  const auto ranking = metrics::ranking(device);
  evaluation.segments =
      metrics::score(*ranking, applied.probabilities.values, segment_labels, applied.classes);
  evaluation.segments.loss = applied.loss;
  std::vector<std::int32_t> clips(collection.clips.size());
  std::iota(clips.begin(), clips.end(), 0);
  const auto votes = metrics::vote(applied.probabilities.values, applied.file_of_segment, clips,
                                   static_cast<int>(applied.classes.size()));
  evaluation.clips = score_clips(*ranking, collection, votes);
  return evaluation;
}

std::string evaluation_text(const Evaluation& evaluation) {
  const report::ClipScores& clips = evaluation.clips;
  const auto voted = clips.clips - std::ssize(clips.without_segment);
  std::string text;
  if (evaluation.synthetic) text += "The built-in miniature: every sound is synthesised.\n";
  text += score_line("segments", evaluation.segments.examples, evaluation.segments.accuracy);
  if (evaluation.segments.roc_auc_macro) {
    char area[32];
    std::snprintf(area, sizeof area, ", ROC-AUC %.3f", *evaluation.segments.roc_auc_macro);
    text += area;
  }
  text += "\n" + score_line("clips   ", voted, clips.accuracy) + "\n\n";
  std::size_t width = 0;
  for (const std::string& name : evaluation.classes) width = std::max(width, name.size());
  text += indent + std::string(width, ' ') + " precision    recall        F1  segments\n";
  for (std::size_t label = 0; label < evaluation.classes.size(); ++label) {
    text += class_line(evaluation.classes[label], evaluation.segments.per_class[label], width);
  }
  if (!evaluation.unknown.empty()) {
    text += "\nLeft out: " + std::to_string(evaluation.clips_of_unknown) +
            " clips of classes that the network has not learnt: " + listed(evaluation.unknown) +
            "\n";
  }
  if (!clips.without_segment.empty()) {
    text += "\nWithout a segment: " + listed(clips.without_segment) + "\n";
  }
  for (const cache::BadFile& bad : evaluation.bad_files) {
    text += "Cannot be read: " + bad.name + ": " + bad.reason + "\n";
  }
  return text;
}

Json evaluation_json(const Evaluation& evaluation) {
  Json bad_files = Json::array();
  for (const cache::BadFile& bad : evaluation.bad_files) bad_files.push(report::to_json(bad));
  return Json::object({{"synthetic", evaluation.synthetic},
                       {"segments", report::to_json(evaluation.segments, evaluation.classes)},
                       {"clips", report::to_json(evaluation.clips)},
                       {"unknown_classes", Json(evaluation.unknown)},
                       {"clips_of_unknown_classes", evaluation.clips_of_unknown},
                       {"bad_files", std::move(bad_files)}});
}

}  // namespace timbre::experiment
