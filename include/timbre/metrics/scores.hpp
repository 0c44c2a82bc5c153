#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace timbre::metrics {

/// counts[true * classes + predicted], as scikit-learn's confusion_matrix.
struct Confusion {
  int classes = 0;
  std::vector<std::int64_t> counts;
  std::int64_t at(int truth, int predicted) const { return counts[truth * classes + predicted]; }
  std::int64_t correct() const;  ///< examples that were predicted as what they are
};

struct ClassScores {
  double precision = 0;  ///< 0 when nothing was predicted as this class
  double recall = 0;     ///< 0 when the class has no example
  double f1 = 0;
  std::int64_t support = 0;       ///< examples of the class
  std::optional<double> roc_auc;  ///< empty when the class is absent (or alone) in the test set
};

/// Scores of one set of predictions.
struct Scores {
  std::int64_t examples = 0;
  double loss = 0;  ///< mean; set by the caller, who knows the loss
  double accuracy = 0;
  /// Mean over the classes that can be scored; scikit-learn's average='macro' when all can.
  std::optional<double> roc_auc_macro;
  std::string roc_auc_note;  ///< names the classes left out of the mean, and why; empty if none
  double f1_micro = 0;       ///< equals accuracy when each example has one label
  double f1_macro = 0;       ///< mean over the classes that are true or predicted somewhere
  double map_at_3 = 0;       ///< see mean_average_precision
  std::vector<ClassScores> per_class;
  Confusion confusion;
};

/// The class with the highest probability of each row; the lowest index wins ties.
std::vector<std::int32_t> argmax_rows(std::span<const float> probabilities, int classes);

/// Mean average precision of the `places` best guesses of each row, as Kaggle scores Freesound's
/// challenge: a row earns 1 / n where its label is guess number n, and nothing behind the last
/// place. Among equal probabilities the lowest class is guessed first.
double mean_average_precision(std::span<const float> probabilities,
                              std::span<const std::int32_t> labels, int classes, int places);

/// Mean probability over the segments of each clip. Rows follow `clips`, which lists every clip
/// once; a clip without a segment keeps `segments` 0 and no probabilities.
struct ClipPrediction {
  std::int32_t clip = 0;
  std::int64_t segments = 0;
  std::vector<float> probabilities;  ///< [classes], empty without segments
};
std::vector<ClipPrediction> vote(std::span<const float> probabilities,
                                 std::span<const std::int32_t> clip_of_segment,
                                 std::span<const std::int32_t> clips, int classes);

/// Mean and population standard deviation, as numpy.mean and numpy.std; of nothing, NaN.
struct Spread {
  double mean = 0;
  double std = 0;
  std::int64_t count = 0;
};
Spread spread(std::span<const double> values);

}  // namespace timbre::metrics
