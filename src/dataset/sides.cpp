#include "dataset/sides.hpp"

#include <algorithm>

#include "timbre/dataset/split.hpp"

namespace timbre::dataset {
namespace {

bool holds(const std::vector<int>& folds, int fold) {
  return std::find(folds.begin(), folds.end(), fold) != folds.end();
}

}  // namespace

Sides::Sides(const ProtocolOptions& options, const Protocol& protocol, const Collection& collection,
             std::uint64_t seed)
    : protocol_(protocol) {
  for (std::int64_t repeat = 0; repeat < options.repeats; ++repeat) {
    clip_folds_.push_back(
        clip_folds(options, collection, seed + static_cast<std::uint64_t>(repeat)));
  }
}

unsigned Sides::side_of_fold(const Trial& trial, int fold) const {
  return (holds(trial.train_folds, fold) ? train : none) |
         (holds(trial.validate_folds, fold) ? validate : none) |
         (holds(trial.test_folds, fold) ? test : none);
}

unsigned Sides::side(std::size_t trial, std::size_t clip) const {
  const Trial& chosen = protocol_.trials[trial];
  return side_of_fold(chosen, clip_folds_[static_cast<std::size_t>(chosen.repeat)][clip]);
}

std::vector<int> Sides::trials_that_part(std::span<const std::int32_t> clips) const {
  std::vector<int> numbers;
  for (std::size_t trial = 0; trial < trials(); ++trial) {
    unsigned first = none;
    bool parts = false;
    for (const std::int32_t clip : clips) {
      const unsigned here = side(trial, static_cast<std::size_t>(clip));
      if (first == none) first = here;
      parts |= here != none && here != first;
    }
    if (parts) numbers.push_back(static_cast<int>(trial) + 1);
  }
  return numbers;
}

std::vector<int> Sides::trials_that_repeat() const {
  std::vector<int> numbers;
  for (std::size_t trial = 0; trial < trials(); ++trial) {
    const Trial& folds = protocol_.trials[trial];
    const bool repeats = std::ranges::any_of(folds.train_folds, [&](int fold) {
      return holds(folds.validate_folds, fold) || holds(folds.test_folds, fold);
    });
    if (repeats) numbers.push_back(static_cast<int>(trial) + 1);
  }
  return numbers;
}

}  // namespace timbre::dataset
