#include <unordered_map>

#include "timbre/core/error.hpp"
#include "timbre/metrics/scores.hpp"

namespace timbre::metrics {
namespace {

std::unordered_map<std::int32_t, std::size_t> rows_of(std::span<const std::int32_t> clips) {
  std::unordered_map<std::int32_t, std::size_t> row;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    require(row.emplace(clips[i], i).second, "vote: a clip is listed twice");
  }
  return row;
}

std::vector<float> mean_row(std::span<const double> sums, std::int64_t segments) {
  std::vector<float> mean(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    mean[i] = static_cast<float>(sums[i] / static_cast<double>(segments));
  }
  return mean;
}

}  // namespace

std::vector<ClipPrediction> vote(std::span<const float> probabilities,
                                 std::span<const std::int32_t> clip_of_segment,
                                 std::span<const std::int32_t> clips, int classes) {
  require(classes > 0 && probabilities.size() == clip_of_segment.size() * classes,
          "vote: one row of probabilities per segment");
  const auto row_of_clip = rows_of(clips);
  std::vector<double> sums(clips.size() * classes);  // [clips, classes]
  std::vector<ClipPrediction> predictions(clips.size());

  for (std::size_t segment = 0; segment < clip_of_segment.size(); ++segment) {
    const auto found = row_of_clip.find(clip_of_segment[segment]);
    require(found != row_of_clip.end(), "vote: a segment belongs to none of the clips");
    ++predictions[found->second].segments;
    for (int label = 0; label < classes; ++label) {
      sums[found->second * classes + label] += probabilities[segment * classes + label];
    }
  }
  for (std::size_t row = 0; row < clips.size(); ++row) {
    ClipPrediction& prediction = predictions[row];
    prediction.clip = clips[row];
    if (prediction.segments == 0) continue;
    prediction.probabilities =
        mean_row(std::span(sums).subspan(row * classes, classes), prediction.segments);
  }
  return predictions;
}

}  // namespace timbre::metrics
