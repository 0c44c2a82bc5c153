#include "sample_run.hpp"

#include <cmath>

#include "support/golden.hpp"

namespace timbre::report::test {
namespace {

using timbre::test::noise_at;

// Right in about two cases of three.
metrics::Scores sample_scores(int number, std::int64_t examples) {
  const auto classes = static_cast<std::uint32_t>(class_names().size());
  const auto seed = static_cast<std::uint32_t>(number);
  std::vector<std::int32_t> labels;
  std::vector<float> probabilities;
  for (std::uint32_t example = 0; example < examples; ++example) {
    labels.push_back(static_cast<std::int32_t>((noise_at(example, seed) + 1) / 2 * classes));
    for (std::uint32_t label = 0; label < classes; ++label) {
      const double score = noise_at(example * classes + label, seed + 100) + 1;
      const double bonus = static_cast<int>(label) == labels.back() ? 0.9 : 0;
      probabilities.push_back(static_cast<float>((score + bonus) / (classes + 0.9)));
    }
  }
  metrics::Scores scores =
      metrics::score(*metrics::cpu_ranking(), probabilities, labels, class_names());
  scores.loss = 1.1 + 0.1 * number / 3.0;
  return scores;
}

training::EpochRecord sample_epoch(int epoch, int number) {
  const double progress = 1 - std::exp(-0.35 * (epoch + 1));
  const double wiggle = 0.06 * noise_at(static_cast<std::uint32_t>(epoch + 20 * number), 5);
  return {.epoch = epoch,
          .train_loss = 2.3 - 1.7 * progress,
          .train_accuracy = 0.1 + 0.75 * progress,
          .validate_loss = 2.4 - 1.3 * progress + wiggle,
          .validate_accuracy = 0.1 + 0.55 * progress - wiggle,
          .seconds = 1.5 + wiggle,
          .smoothed_loss = 2.35 - 1.7 * progress};
}

// Around a place of each class, one of ten taken for the next class.
TsneMaps sample_maps(int examples) {
  const auto classes = static_cast<int>(class_names().size());
  TsneMaps maps;
  maps.maps = {{"outputs", 10, 15.0, 0.5}, {"penultimate layer", 256, 15.0, 0.75}};
  for (int example = 0; example < examples; ++example) {
    const int label = example % classes;
    const bool wrong = example % 10 == label % 10 && example % 3 == 0;
    maps.examples.push_back(
        {"fold1/7-" + std::to_string(example) + ".wav", 2, label, (label + wrong) % classes});
    for (TsneMap& map : maps.maps) {
      const auto at = static_cast<std::uint32_t>(map.places.size());
      map.places.push_back(static_cast<float>(10 * std::cos(label) + 2 * noise_at(at, 8)));
      map.places.push_back(static_cast<float>(10 * std::sin(label) + 2 * noise_at(at + 1, 8)));
    }
  }
  return maps;
}

}  // namespace

const std::vector<std::string>& class_names() {
  static const std::vector<std::string> names = {
      "air_conditioner", "car_horn", "children_playing", "dog_bark", "drilling",
      "engine_idling",   "gun_shot", "jackhammer",       "siren",    "street_music"};
  return names;
}

TrialResult sample_trial(int number, std::int64_t examples) {
  TrialResult trial;
  for (int fold = 1; fold <= 10; ++fold) {
    if (fold != number && fold != number % 10 + 1) trial.trial.train_folds.push_back(fold);
  }
  trial.trial.validate_folds = {number % 10 + 1};
  trial.trial.test_folds = {number};
  trial.train_examples = 43722 + number;
  trial.validate_examples = 5119;
  trial.test_examples = examples;
  for (int epoch = 0; epoch < 10; ++epoch) trial.fit.epochs.push_back(sample_epoch(epoch, number));
  trial.fit.stopped_early = number % 2 == 1;
  trial.fit.best_epoch = 8;
  trial.test = sample_scores(number, examples);
  trial.test_clips = {.clips = 90,
                      .without_segment = {"fold" + std::to_string(number) + "/101-1-0-0.wav"},
                      .accuracy = 61.0 / 89.0,
                      .accuracy_all = 61.0 / 90.0};
  trial.worst_clips = {{"fold" + std::to_string(number) + "/7-3-0-0.wav", 3, 0, 1.0f / 3, 0.5f}};
  if (number == 1) trial.maps = sample_maps(60);
  trial.seconds = 17.0 / 3.0 + number;
  return trial;
}

RunResults sample_run(int trials) {
  RunResults results;
  results.experiment = "us8k_folds";
  results.document = "001";
  results.mode = "faithful";
  results.faults = {{"scrambled_reshape", true}, {"single_epoch", false}};
  results.device = "cpu";
  results.processor = "a processor";
  results.threads = 2;
  results.seed = 7;
  results.classes = class_names();
  for (int number = 1; number <= trials; ++number) results.trials.push_back(sample_trial(number));
  results.left_out = {{{{4}, {5}, {6}}, "fold 6 has no files here"}};
  results.notes = {"Folds that are not on this machine: 4 5 6."};
  results.split_warnings = {{dataset::SplitFault::source,
                             "source 101 stands in folds 1 and 2",
                             {1},
                             {"fold1/101-1-0-0.wav", "fold2/101-1-0-1.wav"}}};
  results.expected = {0.591, 0.889, "document 001: all folds, best"};
  results.bad_files = {{"fold1/broken.wav", "no samples: the file is cut off"}};
  results.cache_hits = 120;
  results.cache_misses = 3;
  results.seconds = {{"decode", 1.25}, {"features", 2.5}, {"trials", 75.0}, {"total", 80.0}};
  results.versions = {{"timbre", "0.1.0"}, {"oneDNN", "2.6.3"}};
  results.parameters = 3705738;
  return results;
}

}  // namespace timbre::report::test
