#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "timbre/config/fields.hpp"

namespace timbre::dataset {

enum class ProtocolKind {
  cross_validation,  ///< each fold is tested once, the next one validates, the others train
  rotation,  ///< document 001: trial f trains on f and f + 1, validates and tests on the next
  fixed,     ///< the folds that are listed
};

/// The `protocol:` part of an experiment: which folds train, validate and test.
struct ProtocolOptions {
  ProtocolKind kind = ProtocolKind::cross_validation;
  std::int64_t folds = 10;
  std::int64_t trials = 5;                  ///< rotation: how many are run
  std::vector<std::int64_t> train = {};     ///< fixed
  std::vector<std::int64_t> validate = {};  ///< fixed
  std::vector<std::int64_t> test = {};      ///< fixed
  bool operator==(const ProtocolOptions&) const = default;
};
void describe(config::Fields& fields, ProtocolOptions& options);

struct Trial {
  std::vector<int> train_folds;
  std::vector<int> validate_folds;
  std::vector<int> test_folds;
  bool operator==(const Trial&) const = default;
};

/// A trial that cannot be run here, and why.
struct LeftOutTrial {
  Trial trial;
  std::string reason;
};

struct Protocol {
  std::vector<Trial> trials;
  std::vector<LeftOutTrial> left_out;
  std::vector<std::string> notes;  ///< what was changed because folds are absent, for people
};

/// The trials that can be run with the folds that are here. Absent folds are never empty ones:
/// cross-validation goes round the folds that are there, other kinds leave out trials that would
/// test or validate on an absent fold, and train on what is left of their training folds.
/// Throws RequestError when no trial is left, naming the absent folds.
Protocol plan_trials(const ProtocolOptions& options, const std::vector<int>& present_folds);

}  // namespace timbre::dataset
