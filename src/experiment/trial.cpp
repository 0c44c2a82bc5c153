#include "trial.hpp"

#include <algorithm>
#include <chrono>

#include "clip_scores.hpp"
#include "other_scores.hpp"
#include "timbre/core/log.hpp"
#include "timbre/dataset/split.hpp"
#include "timbre/features/plan.hpp"
#include "timbre/metrics/ranking.hpp"
#include "timbre/metrics/scores.hpp"
#include "timbre/model/weights.hpp"
#include "timbre/training/saved_model.hpp"
#include "timbre/training/trainer.hpp"
#include "tsne_maps.hpp"

namespace timbre::experiment {
namespace {

using Indices = std::vector<std::int32_t>;

// Each repeat has the next seed, as if it were a run of its own.
std::uint64_t repeat_seed(const ExperimentOptions& options, const dataset::Trial& trial) {
  return static_cast<std::uint64_t>(options.seed + trial.repeat);
}

// Trials of one run differ in every random number; trial 1 of seed s is no trial of seed s + 1.
std::uint64_t trial_seed(std::uint64_t seed, int number) {
  return seed | (static_cast<std::uint64_t>(number) << 32);
}

std::vector<std::int32_t> picked(const std::vector<std::int32_t>& values, const Indices& indices) {
  std::vector<std::int32_t> result;
  result.reserve(indices.size());
  for (const std::int32_t index : indices) result.push_back(values[index]);
  return result;
}

// The clips that are scored: those of the test folds, with or without a segment, or where examples
// are parted those of the test examples.
Indices tested_clips(const TrialContext& context, const dataset::Trial& trial,
                     const Indices& examples) {
  const dataset::ProtocolOptions& protocol = context.options.protocol;
  if (!dataset::parts_examples(protocol)) {
    const std::vector<int> folds =
        dataset::clip_folds(protocol, context.data.collection, repeat_seed(context.options, trial));
    return dataset::members_of(folds, trial.test_folds);
  }
  Indices clips = picked(context.data.examples->clip, examples);
  std::sort(clips.begin(), clips.end());
  clips.erase(std::unique(clips.begin(), clips.end()), clips.end());
  return clips;
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

model::Graph make_graph(const ExperimentOptions& options, const dataset::Collection& collection) {
  model::Graph graph =
      model::build_graph(options.model, features::example_shape(options.features.features),
                         static_cast<int>(collection.classes.size()));
  training::require_groups(options.training, graph);
  model::check_weights(graph);
  return graph;
}

std::string reason_of_none(const ExperimentOptions& options) {
  if (!dataset::makes_folds(options.protocol))
    return "its folds hold no clip as long as one segment";
  return "the protocol's shares of so few clips come to none; add clips, or raise "
         "protocol.test_share or validate_share";
}

std::uint64_t seed_of(const ExperimentOptions& options, const dataset::Trial& trial, int number) {
  return trial_seed(repeat_seed(options, trial), number);
}

report::TrialResult run_trial(const TrialContext& context, const dataset::Trial& trial,
                              int number) {
  const auto started = std::chrono::steady_clock::now();
  const PreparedData& data = context.data;
  const std::uint64_t seed = repeat_seed(context.options, trial);
  const std::vector<int> fold_of =
      dataset::example_folds(context.options.protocol, data.collection, *data.examples, seed);
  const Indices train = dataset::members_of(fold_of, trial.train_folds);
  const Indices validate = dataset::members_of(fold_of, trial.validate_folds);
  const Indices test = dataset::members_of(fold_of, trial.test_folds);
  if (train.empty() || test.empty()) {
    throw Error("trial " + std::to_string(number) + " has " + std::to_string(train.size()) +
                " training and " + std::to_string(test.size()) +
                " test examples: " + reason_of_none(context.options));
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
      train, validate, seed_of(context.options, trial, context.number_in_repeat(number)),
      checkpoint, [&](const training::EpochRecord& epoch) {
        context.folder.log("epoch", Json::object({{"trial", number},
                                                  {"epoch", epoch.epoch + 1},
                                                  {"train_loss", epoch.train_loss},
                                                  {"train_accuracy", epoch.train_accuracy},
                                                  {"validate_loss", epoch.validate_loss},
                                                  {"validate_accuracy", epoch.validate_accuracy},
                                                  {"seconds", epoch.seconds},
                                                  {"smoothed_loss", epoch.smoothed_loss}}));
      });

  const training::GeneratorOptions& generator = context.options.training.generator;
  const training::Predictions predictions = trainer.predict(test);
  const std::vector<std::int32_t> labels = picked(data.examples->label, test);
  if (generator.raw_test) {
    result.other_scores.push_back(
        score_of("examples as they are", trainer.predict_raw(test).probabilities, labels));
  }
  if (generator.test_steps > 0) {
    result.other_scores.push_back(score_going_round(predictions.probabilities, labels,
                                                    context.options.training.batch_size,
                                                    generator.test_steps));
  }
  const auto ranking = metrics::ranking(context.device);
  result.test =
      metrics::score(*ranking, predictions.probabilities.values, labels, data.collection.classes);
  result.test.loss = predictions.loss;
  const auto votes = metrics::vote(
      predictions.probabilities.values, picked(data.examples->clip, test),
      tested_clips(context, trial, test), static_cast<int>(data.collection.classes.size()));
  result.test_clips = score_clips(*ranking, data.collection, votes);
  result.worst_clips = worst_clips(*ranking, data.collection, votes);
  if (number <= context.options.report.tsne.trials) {
    result.maps =
        map_examples(context.options.report.tsne, data, test,
                     seed_of(context.options, trial, context.number_in_repeat(number)),
                     [&](std::span<const std::int32_t> examples) {
                       return trainer.predict(examples, training::Outputs::with_penultimate);
                     });
  }
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
