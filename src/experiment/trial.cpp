#include "trial.hpp"

#include <algorithm>
#include <chrono>

#include "timbre/core/log.hpp"
#include "timbre/metrics/scores.hpp"
#include "timbre/training/saved_model.hpp"
#include "timbre/training/trainer.hpp"

namespace timbre::experiment {
namespace {

using Indices = std::vector<std::int32_t>;

// Trials of one run differ in every random number; trial 1 of seed s is no trial of seed s + 1.
std::uint64_t trial_seed(std::int64_t seed, int number) {
  return static_cast<std::uint64_t>(seed) | (static_cast<std::uint64_t>(number) << 32);
}

std::vector<std::int32_t> picked(const std::vector<std::int32_t>& values, const Indices& indices) {
  std::vector<std::int32_t> result;
  result.reserve(indices.size());
  for (const std::int32_t index : indices) result.push_back(values[index]);
  return result;
}

Indices clips_in_folds(const dataset::Collection& collection, const std::vector<int>& folds) {
  Indices clips;
  for (std::size_t index = 0; index < collection.clips.size(); ++index) {
    if (std::find(folds.begin(), folds.end(), collection.clips[index].fold) != folds.end()) {
      clips.push_back(static_cast<std::int32_t>(index));
    }
  }
  return clips;
}

report::ClipScores score_clips(const dataset::Collection& collection,
                               const std::vector<metrics::ClipPrediction>& votes) {
  report::ClipScores scores;
  std::int64_t scored = 0;
  std::int64_t correct = 0;
  for (const metrics::ClipPrediction& vote : votes) {
    const dataset::Clip& clip = collection.clips[vote.clip];
    if (vote.segments == 0) {
      scores.without_segment.push_back(clip.name);
      continue;
    }
    const int classes = static_cast<int>(vote.probabilities.size());
    ++scored;
    correct += metrics::argmax_rows(vote.probabilities, classes).front() == clip.label;
  }
  const auto share = [&](std::int64_t of) {
    return of == 0 ? 0.0 : static_cast<double>(correct) / static_cast<double>(of);
  };
  scores.clips = static_cast<std::int64_t>(votes.size());
  scores.accuracy = share(scored);
  scores.accuracy_all = share(scores.clips);
  return scores;
}

// A row for each test segment, then one for each clip.
std::vector<report::PredictionRow> prediction_rows(
    const PreparedData& data, const Indices& test, const Tensor& probabilities,
    const std::vector<metrics::ClipPrediction>& votes, int number) {
  const std::int64_t classes = probabilities.shape.back();
  std::vector<report::PredictionRow> rows;
  rows.reserve(test.size() + votes.size());
  for (std::size_t row = 0; row < test.size(); ++row) {
    const auto first = probabilities.values.begin() + static_cast<std::ptrdiff_t>(row) * classes;
    const std::int32_t example = test[row];
    const dataset::Clip& clip = data.collection.clips[data.examples->clip[example]];
    rows.push_back({number, clip.name, data.examples->segment[example], clip.label,
                    std::vector<float>(first, first + classes)});
  }
  for (const metrics::ClipPrediction& vote : votes) {
    const dataset::Clip& clip = data.collection.clips[vote.clip];
    rows.push_back({number, clip.name, -1, clip.label, vote.probabilities});
  }
  return rows;
}

training::SavedModel describe_model(const TrialContext& context,
                                    const dataset::Standardiser& standardiser) {
  return {context.options.features, context.options.model, standardiser,
          context.data.collection.classes};
}

}  // namespace

report::TrialResult run_trial(const TrialContext& context, const dataset::Trial& trial,
                              int number) {
  const auto started = std::chrono::steady_clock::now();
  const PreparedData& data = context.data;
  const auto examples_of = [&](const std::vector<int>& folds) {
    return dataset::examples_in_folds(*data.examples, data.collection, folds);
  };
  const Indices train = examples_of(trial.train_folds);
  const Indices validate = examples_of(trial.validate_folds);
  const Indices test = examples_of(trial.test_folds);
  if (train.empty() || test.empty()) {
    throw Error("trial " + std::to_string(number) + " has " + std::to_string(train.size()) +
                " training and " + std::to_string(test.size()) +
                " test examples: its folds hold no clip as long as one segment");
  }

  report::TrialResult result;
  result.trial = trial;
  result.train_examples = static_cast<std::int64_t>(train.size());
  result.validate_examples = static_cast<std::int64_t>(validate.size());
  result.test_examples = static_cast<std::int64_t>(test.size());

  const std::filesystem::path folder = context.folder.trial_folder(number);
  const training::CheckpointPlace checkpoint{
      folder / "checkpoint.h5", context.identity + "/" + std::to_string(number), context.resume};
  training::Trainer trainer(context.device, context.graph, data.examples, context.options.training);
  result.fit = trainer.fit(
      train, validate, trial_seed(context.options.seed, number), checkpoint,
      [&](const training::EpochRecord& epoch) {
        context.folder.log("epoch", Json::object({{"trial", number},
                                                  {"epoch", epoch.epoch + 1},
                                                  {"train_loss", epoch.train_loss},
                                                  {"train_accuracy", epoch.train_accuracy},
                                                  {"validate_loss", epoch.validate_loss},
                                                  {"validate_accuracy", epoch.validate_accuracy},
                                                  {"seconds", epoch.seconds}}));
      });

  const training::Predictions predictions = trainer.predict(test);
  result.test = metrics::score(predictions.probabilities.values, picked(data.examples->label, test),
                               data.collection.classes);
  result.test.loss = predictions.loss;
  const auto votes =
      metrics::vote(predictions.probabilities.values, picked(data.examples->clip, test),
                    clips_in_folds(data.collection, trial.test_folds),
                    static_cast<int>(data.collection.classes.size()));
  result.test_clips = score_clips(data.collection, votes);
  result.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();

  training::save_model(folder / "model.h5", describe_model(context, trainer.standardiser()),
                       trainer.store());
  context.folder.save_trial(number, result, data.collection.classes,
                            prediction_rows(data, test, predictions.probabilities, votes, number));
  std::filesystem::remove(checkpoint.path);
  return result;
}

}  // namespace timbre::experiment
