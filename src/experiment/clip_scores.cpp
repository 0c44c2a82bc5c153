#include "clip_scores.hpp"

#include <algorithm>

namespace timbre::experiment {
namespace {

constexpr std::size_t most_worst_clips = 24;

}  // namespace

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

std::vector<report::WrongClip> worst_clips(const dataset::Collection& collection,
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
  std::sort(wrong.begin(), wrong.end(), report::is_worse);
  if (wrong.size() > most_worst_clips) wrong.resize(most_worst_clips);
  return wrong;
}

}  // namespace timbre::experiment
