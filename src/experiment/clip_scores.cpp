#include "clip_scores.hpp"

#include <algorithm>

namespace timbre::experiment {
namespace {

constexpr std::int64_t most_worst_clips = 24;

}  // namespace

report::ClipScores score_clips(metrics::Ranking& ranking, const dataset::Collection& collection,
                               const std::vector<metrics::ClipPrediction>& votes) {
  report::ClipScores scores;
  std::vector<float> probabilities;
  std::vector<std::int32_t> labels;
  for (const metrics::ClipPrediction& vote : votes) {
    const dataset::Clip& clip = collection.clips[vote.clip];
    if (vote.segments == 0) {
      scores.without_segment.push_back(clip.name);
      continue;
    }
    probabilities.insert(probabilities.end(), vote.probabilities.begin(), vote.probabilities.end());
    labels.push_back(clip.label);
  }
  const metrics::Scores voted = metrics::score(ranking, probabilities, labels, collection.classes);
  scores.clips = std::ssize(votes);
  scores.accuracy = voted.accuracy;
  if (scores.clips > 0) {
    scores.accuracy_all =
        static_cast<double>(voted.confusion.correct()) / static_cast<double>(scores.clips);
  }
  return scores;
}

std::vector<report::WrongClip> worst_clips(metrics::Ranking& ranking,
                                           const dataset::Collection& collection,
                                           const std::vector<metrics::ClipPrediction>& votes) {
  std::vector<report::WrongClip> wrong;
  for (const metrics::ClipPrediction& vote : votes) {
    if (vote.segments == 0) continue;
    const dataset::Clip& clip = collection.clips[vote.clip];
    const auto classes = static_cast<int>(vote.probabilities.size());
    const int guess = metrics::argmax_rows(vote.probabilities, classes).front();
    if (guess == clip.label) continue;
    wrong.push_back(
        {clip.name, clip.label, guess, vote.probabilities[clip.label], vote.probabilities[guess]});
  }
  std::vector<report::WrongClip> worst;
  for (const std::int64_t place : report::worst_first(ranking, wrong, most_worst_clips)) {
    worst.push_back(wrong[static_cast<std::size_t>(place)]);
  }
  return worst;
}

}  // namespace timbre::experiment
