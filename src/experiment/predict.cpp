#include "timbre/experiment/predict.hpp"

#include <algorithm>
#include <numeric>
#include <span>

#include "applied_network.hpp"
#include "timbre/core/error.hpp"
#include "timbre/metrics/ranking.hpp"
#include "timbre/metrics/scores.hpp"
#include "timbre/model/weights.hpp"

namespace timbre::experiment {
namespace {

std::vector<Guess> best_guesses(std::span<const float> probabilities,
                                const std::vector<std::string>& classes, int top) {
  std::vector<int> order(probabilities.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return probabilities[a] > probabilities[b]; });
  order.resize(std::min<std::size_t>(order.size(), static_cast<std::size_t>(top)));
  std::vector<Guess> guesses;
  for (const int label : order) guesses.push_back({classes[label], probabilities[label]});
  return guesses;
}

void explain(FilePrediction& prediction, const std::vector<cache::BadFile>& bad_files) {
  prediction.problem = "shorter than one segment";
  for (const cache::BadFile& bad : bad_files) {
    if (bad.name != prediction.file) continue;
    prediction.problem = bad.reason;
    prediction.unreadable = true;
  }
}

std::string guesses_line(const std::string& title, const std::vector<Guess>& guesses) {
  std::string line = "  " + title;
  for (std::size_t index = 0; index < guesses.size(); ++index) {
    char probability[16];
    std::snprintf(probability, sizeof probability, "%.3f", guesses[index].probability);
    line += (index == 0 ? "" : ", ") + guesses[index].label + " (" + probability + ")";
  }
  return line + "\n";
}

Json guesses_json(const std::vector<Guess>& guesses) {
  Json list = Json::array();
  for (const Guess& guess : guesses) {
    list.push(Json::object({{"label", guess.label}, {"probability", guess.probability}}));
  }
  return list;
}

}  // namespace

std::filesystem::path find_model(const std::filesystem::path& run_or_model, int number) {
  if (std::filesystem::is_regular_file(run_or_model)) return run_or_model;
  const std::vector<std::filesystem::path> models = model::saved_models(run_or_model);
  if (number == 0) return models.back();
  if (static_cast<std::size_t>(number) > models.size()) {
    throw RequestError("--trial " + std::to_string(number) + ": " + run_or_model.string() +
                       " has trials 1 to " + std::to_string(models.size()));
  }
  return models[static_cast<std::size_t>(number) - 1];
}

std::vector<FilePrediction> predict_files(Device& device, const std::filesystem::path& model,
                                          const std::vector<std::string>& files, int top) {
  std::vector<cache::AudioFile> audio;
  for (const std::string& file : files) audio.push_back({file, file});
  const AppliedNetwork applied = apply_network(device, model, audio);
  const int classes = static_cast<int>(applied.classes.size());
  std::vector<std::int32_t> file_indices(files.size());
  std::iota(file_indices.begin(), file_indices.end(), 0);
  const auto votes =
      metrics::vote(applied.probabilities.values, applied.file_of_segment, file_indices, classes);

  std::vector<std::int64_t> segments;
  for (const metrics::ClipPrediction& vote : votes) segments.push_back(vote.segments);
  const std::vector<std::int64_t> first_segment =
      metrics::ranking(device)->ragged_offsets(segments);

  std::vector<FilePrediction> predictions;
  for (std::size_t file = 0; file < files.size(); ++file) {
    FilePrediction prediction;
    prediction.file = files[file];
    prediction.segments = votes[file].segments;
    if (prediction.segments == 0) {
      explain(prediction, applied.bad_files);
    } else {
      const auto row = std::span<const float>(applied.probabilities.values)
                           .subspan(static_cast<std::size_t>(first_segment[file] * classes),
                                    static_cast<std::size_t>(classes));
      prediction.first_segment = best_guesses(row, applied.classes, top);
      prediction.vote = best_guesses(votes[file].probabilities, applied.classes, top);
    }
    predictions.push_back(std::move(prediction));
  }
  return predictions;
}

std::string predictions_text(const std::vector<FilePrediction>& predictions) {
  std::string text;
  for (const FilePrediction& prediction : predictions) {
    text += prediction.file + "\n";
    if (!prediction.problem.empty()) {
      text += "  no prediction: " + prediction.problem + "\n";
      continue;
    }
    const std::string segments = std::to_string(prediction.segments);
    text += guesses_line("first segment:    ", prediction.first_segment);
    text += guesses_line("vote of " + segments + ":" +
                             std::string(9 - std::min<std::size_t>(8, segments.size()), ' '),
                         prediction.vote);
  }
  return text;
}

Json predictions_json(const std::vector<FilePrediction>& predictions) {
  Json list = Json::array();
  for (const FilePrediction& prediction : predictions) {
    Json entry = Json::object({{"file", prediction.file}, {"segments", prediction.segments}});
    if (prediction.problem.empty()) {
      entry.set("first_segment", guesses_json(prediction.first_segment));
      entry.set("vote", guesses_json(prediction.vote));
    } else {
      entry.set("problem", prediction.problem);
    }
    list.push(std::move(entry));
  }
  return list;
}

}  // namespace timbre::experiment
