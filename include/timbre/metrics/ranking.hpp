#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/metrics/scores.hpp"

namespace timbre::metrics {

struct TopLoss {
  std::int64_t example = 0;
  float loss = 0;
  bool operator==(const TopLoss&) const = default;
};

/// What scoring sorts and sums up, on one device. Inputs and results stand in host memory. Throws
/// Error for scores and losses that are not numbers.
class Ranking {
 public:
  virtual ~Ranking() = default;

  /// Area under each class's ROC curve, one against the rest, by trapezoids with equal scores
  /// collapsed into one threshold (scikit-learn's roc_curve and auc). Empty where one of the two
  /// sides has no example. `probabilities` [examples, classes].
  std::vector<std::optional<double>> roc_auc_by_class(std::span<const float> probabilities,
                                                      std::span<const std::int32_t> labels,
                                                      int classes);

  /// The `count` largest losses, or all where there are fewer; the largest first, and of equal ones
  /// that of the lower example.
  std::vector<TopLoss> top_losses(std::span<const float> losses, std::int64_t count);

  /// Where each of several ragged pieces begins, and at the end their sum.
  std::vector<std::int64_t> ragged_offsets(std::span<const std::int64_t> counts);

 private:
  /// Of each class twice the area under its curve in pairs of a positive and a negative example.
  virtual std::vector<std::int64_t> doubled_areas(std::span<const float> probabilities,
                                                  std::span<const std::int32_t> labels,
                                                  int classes) = 0;
  virtual std::vector<TopLoss> largest(std::span<const float> losses, std::int64_t count) = 0;
  virtual std::vector<std::int64_t> offsets(std::span<const std::int64_t> counts) = 0;
};

/// Makes rankings on one kind of device; registered in its MakerTable.
class RankingMaker {
 public:
  virtual ~RankingMaker() = default;
  virtual std::unique_ptr<Ranking> make(Device& device) = 0;
};

std::shared_ptr<RankingMaker> cpu_rankings();
std::unique_ptr<Ranking> cpu_ranking();

std::unique_ptr<Ranking> ranking(Device& device);

/// Scores of one set of predictions. `probabilities` [examples, classes], `labels` [examples];
/// `class_names` for the note.
Scores score(Ranking& ranking, std::span<const float> probabilities,
             std::span<const std::int32_t> labels, const std::vector<std::string>& class_names);

}  // namespace timbre::metrics
