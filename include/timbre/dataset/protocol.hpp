#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "timbre/config/fields.hpp"
#include "timbre/dataset/collection.hpp"

namespace timbre::dataset {

enum class ProtocolKind {
  cross_validation,  ///< each fold is tested once, the next one validates, the others train
  rotation,  ///< document 001: trial f trains on f and f + 1, validates and tests on the next
  fixed,     ///< the folds that are listed
  folders,   ///< the data set's own folders that are listed
  hold_out,  ///< folds 1, 2 and 3 are made: they train, validate and test
  k_fold,    ///< folds are made, then cross-validated
};

/// What a protocol that makes its folds keeps together.
enum class SplitUnit {
  clip,     ///< the examples of one file
  source,   ///< all clips of one source
  example,  ///< nothing: examples of one file stand on both sides (document 003)
};

/// How hold_out chooses.
enum class SplitRule {
  dealt,          ///< shuffled, then dealt so that shares and, if asked for, classes come out even
  split_folders,  ///< split-folders 0.3.1: Python's shuffle of each class's sorted files
  binomial,       ///< fastai 1.0.19: each clip by NumPy's uniform number, whatever its class
};

/// Where hold_out takes the examples of a role from.
enum class TrainOn {
  rest,        ///< what is not held out
  validation,  ///< document 003's fault: the examples that validate
};
enum class TestOn {
  own,         ///< a share of their own
  validation,  ///< documents 002 to 004: the examples that validate
};

/// The `protocol:` part of an experiment: what trains, validates and tests.
struct ProtocolOptions {
  ProtocolKind kind = ProtocolKind::cross_validation;
  std::int64_t folds = 10;
  std::int64_t trials = 5;                         ///< rotation: how many are run
  std::vector<std::int64_t> train = {};            ///< fixed
  std::vector<std::int64_t> validate = {};         ///< fixed
  std::vector<std::int64_t> test = {};             ///< fixed
  std::vector<std::string> train_folders = {};     ///< folders
  std::vector<std::string> validate_folders = {};  ///< folders
  std::vector<std::string> test_folders = {};      ///< folders
  double validate_share = 0.1;                     ///< hold_out
  std::int64_t validate_count = 0;                 ///< hold_out: in place of the share
  double test_share = 0.2;                         ///< hold_out with a test share of its own
  TrainOn train_on = TrainOn::rest;
  TestOn test_on = TestOn::own;
  SplitRule rule = SplitRule::dealt;
  SplitUnit unit = SplitUnit::clip;
  bool stratify = true;
  bool next_validates = true;    ///< k_fold: or the fold after the tested one trains, too
  std::int64_t split_seed = -1;  ///< -1: the experiment's, and another one in each repeat
  std::int64_t repeats = 1;      ///< each with the next seed, as if it were a run of its own
  bool operator==(const ProtocolOptions&) const = default;
};
void describe(config::Fields& fields, ProtocolOptions& options);

struct Trial {
  std::vector<int> train_folds = {};
  std::vector<int> validate_folds = {};
  std::vector<int> test_folds = {};
  int repeat = 0;  ///< 0-based
  bool operator==(const Trial&) const = default;
};

/// A trial that cannot be run here, and why.
struct LeftOutTrial {
  Trial trial;
  std::string reason;
};

struct Protocol {
  std::vector<Trial> trials;  ///< repeat after repeat
  std::vector<LeftOutTrial> left_out;
  std::vector<std::string> notes;  ///< what folds mean and what absent ones changed, for people
};

/// The trials that can be run on a collection. Absent folds are never empty ones:
/// cross-validation goes round the folds that are there, other kinds leave out trials that would
/// test or validate on an absent fold, and train on what is left of their training folds.
/// Throws RequestError when no trial is left, naming the absent folds, and when the collection has
/// no folds or folders of the kind that the protocol asks for.
Protocol plan_trials(const ProtocolOptions& options, const Collection& collection);

/// One repeat of a protocol on numbered folds of which these are here.
Protocol plan_trials(const ProtocolOptions& options, const std::vector<int>& present_folds);

/// Whether the protocol makes its folds instead of taking the data set's own.
bool makes_folds(const ProtocolOptions& options);
/// Whether it parts examples, so that those of one file may stand on both sides.
bool parts_examples(const ProtocolOptions& options);

}  // namespace timbre::dataset
