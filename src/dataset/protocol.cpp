#include "timbre/dataset/protocol.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "dataset/listing.hpp"
#include "dataset/tool_splits.hpp"
#include "timbre/core/error.hpp"

namespace timbre::dataset {
namespace {

using FoldList = std::vector<int>;

// The folds that a protocol knows, 1 to `count`, parted into those that are here and the others.
class Folds {
 public:
  Folds(std::int64_t count, const FoldList& present) {
    for (int fold = 1; fold <= count; ++fold) {
      const bool is_here = std::find(present.begin(), present.end(), fold) != present.end();
      (is_here ? here_ : absent_).push_back(fold);
    }
  }

  const FoldList& here() const { return here_; }
  const FoldList& absent() const { return absent_; }
  FoldList absent_among(const FoldList& folds) const {
    FoldList missing;
    std::copy_if(folds.begin(), folds.end(), std::back_inserter(missing),
                 [&](int fold) { return !std::binary_search(here_.begin(), here_.end(), fold); });
    return missing;
  }
  /// " (absent: folds 4, 5)", nothing when all are here.
  std::string absence() const {
    return absent_.empty() ? "" : " (absent: " + named_folds(absent_) + ")";
  }

 private:
  FoldList here_;
  FoldList absent_;
};

// Each fold that is here is tested once; the next one, going round, validates.
Protocol cross_validation(const Folds& folds) {
  constexpr std::size_t roles = 3;  // test, validate, train
  const FoldList& here = folds.here();
  if (here.size() < roles) {
    throw RequestError("protocol cross_validation needs at least 3 folds, and only " +
                       std::to_string(here.size()) + " of them are here" + folds.absence() +
                       "; add folds of the data set");
  }
  Protocol protocol;
  for (std::size_t tested = 0; tested < here.size(); ++tested) {
    const std::size_t validating = (tested + 1) % here.size();
    Trial trial{
        .train_folds = {}, .validate_folds = {here[validating]}, .test_folds = {here[tested]}};
    for (std::size_t other = 0; other < here.size(); ++other) {
      if (other != tested && other != validating) trial.train_folds.push_back(here[other]);
    }
    protocol.trials.push_back(std::move(trial));
  }
  if (!folds.absent().empty()) {
    protocol.notes.push_back("cross-validation goes round " + named_folds(here) + folds.absence());
  }
  return protocol;
}

// Document 001: "v = f + 2; if v > 10: v = 1; t = v + 1; if t > 10: t = 1".
std::vector<Trial> rotation(std::int64_t trials, std::int64_t folds) {
  const auto wrapped = [&](int fold) { return fold > folds ? 1 : fold; };
  std::vector<Trial> rotated;
  for (int first = 1; first <= trials; ++first) {
    const int validated = wrapped(first + 2);
    const int tested = wrapped(validated + 1);
    rotated.push_back({{first, first + 1}, {validated}, {tested}});
  }
  return rotated;
}

Trial listed_trial(const ProtocolOptions& options) {
  const auto narrow = [](const std::vector<std::int64_t>& folds) {
    return FoldList(folds.begin(), folds.end());
  };
  return {narrow(options.train), narrow(options.validate), narrow(options.test)};
}

std::string reason_to_leave_out(const Trial& trial, const Folds& folds) {
  const auto missing = [&](const char* verb, const FoldList& wanted) {
    const FoldList absent = folds.absent_among(wanted);
    return absent.empty() ? std::string{} : verb + named_folds(absent);
  };
  std::string reason = missing("tests on ", trial.test_folds);
  if (reason.empty()) reason = missing("validates on ", trial.validate_folds);
  if (reason.empty() && folds.absent_among(trial.train_folds) == trial.train_folds) {
    reason = missing("trains only on ", trial.train_folds);
  }
  return reason.empty() ? reason : reason + ", absent here";
}

// Takes the trials that can be run, without the absent ones of their training folds.
Protocol keep_possible(const std::vector<Trial>& wanted, const Folds& folds) {
  Protocol protocol;
  for (const Trial& trial : wanted) {
    if (std::string reason = reason_to_leave_out(trial, folds); !reason.empty()) {
      protocol.left_out.push_back({trial, std::move(reason)});
      continue;
    }
    const FoldList absent = folds.absent_among(trial.train_folds);
    Trial possible = trial;
    std::erase_if(possible.train_folds, [&](int fold) {
      return std::find(absent.begin(), absent.end(), fold) != absent.end();
    });
    if (!absent.empty()) {
      protocol.notes.push_back("the trial that tests on " + named_folds(trial.test_folds) +
                               " trains without " + named_folds(absent) + ", absent here");
    }
    protocol.trials.push_back(std::move(possible));
  }
  return protocol;
}

// The numbers of the folders that a role names.
FoldList numbers_of(const char* role, const std::vector<std::string>& folders,
                    const std::vector<std::string>& known) {
  FoldList numbers;
  for (const std::string& folder : folders) {
    const auto found = std::find(known.begin(), known.end(), folder);
    if (found == known.end()) {
      throw RequestError(std::string("protocol.") + role + " names '" + folder +
                         "', which is no folder of the data set; it has " +
                         (known.empty() ? "none (see dataset.folders.parts)" : listing(known)));
    }
    numbers.push_back(static_cast<int>(found - known.begin()) + 1);
  }
  return numbers;
}

Protocol own_folders(const ProtocolOptions& options, const std::vector<std::string>& known) {
  Protocol protocol;
  protocol.trials.push_back({numbers_of("train_folders", options.train_folders, known),
                             numbers_of("validate_folders", options.validate_folders, known),
                             numbers_of("test_folders", options.test_folders, known)});
  std::string note = "folds are the data set's folders:";
  for (std::size_t fold = 0; fold < known.size(); ++fold) {
    note += (fold == 0 ? " " : ", ") + std::to_string(fold + 1) + " " + known[fold];
  }
  protocol.notes.push_back(std::move(note));
  return protocol;
}

Protocol held_out(const ProtocolOptions& options) {
  const bool validates = options.validate_share > 0 || options.validate_count > 0;
  Trial trial{.train_folds = {train_fold}, .test_folds = {test_fold}};
  if (validates) trial.validate_folds = {validate_fold};
  std::string note = "hold-out: fold 1 trains, 2 validates, 3 tests";
  if (options.test_on == TestOn::validation) {
    trial.test_folds = {validate_fold};
    note = "hold-out without a test set of its own: fold 1 trains, 2 validates and tests";
  }
  if (options.train_on == TrainOn::validation) {
    trial.train_folds = {validate_fold};
    note = "the examples that train also validate (fold 2)";
  }
  return {.trials = {trial}, .left_out = {}, .notes = {note}};
}

Protocol made_folds(const ProtocolOptions& options) {
  if (options.kind == ProtocolKind::hold_out) return held_out(options);
  FoldList all(static_cast<std::size_t>(options.folds));
  std::iota(all.begin(), all.end(), 1);
  Protocol protocol = cross_validation(Folds(options.folds, all));
  if (!options.next_validates) {
    for (Trial& trial : protocol.trials) {
      trial.train_folds.insert(trial.train_folds.end(), trial.validate_folds.begin(),
                               trial.validate_folds.end());
      std::sort(trial.train_folds.begin(), trial.train_folds.end());
      trial.validate_folds.clear();
    }
  }
  return protocol;
}

Protocol on_own_folds(const ProtocolOptions& options, const Collection& collection) {
  if (options.kind == ProtocolKind::folders) return own_folders(options, collection.fold_names);
  if (collection.folds.empty()) {
    throw RequestError(collection.root.string() +
                       ": the data set has no folds of its own; set protocol.kind to hold_out or "
                       "k_fold, which make them");
  }
  return plan_trials(options, collection.folds);
}

// The same trials once more for each further seed.
void repeat(Protocol& protocol, std::int64_t repeats) {
  const std::vector<Trial> once = protocol.trials;
  for (int number = 1; number < repeats; ++number) {
    for (Trial trial : once) {
      trial.repeat = number;
      protocol.trials.push_back(std::move(trial));
    }
  }
}

}  // namespace

bool makes_folds(const ProtocolOptions& options) {
  return options.kind == ProtocolKind::hold_out || options.kind == ProtocolKind::k_fold;
}

bool parts_examples(const ProtocolOptions& options) {
  const bool deals = options.kind == ProtocolKind::k_fold || options.rule == SplitRule::dealt;
  return makes_folds(options) && deals && options.unit == SplitUnit::example;
}

Protocol plan_trials(const ProtocolOptions& options, const Collection& collection) {
  Protocol protocol =
      makes_folds(options) ? made_folds(options) : on_own_folds(options, collection);
  repeat(protocol, options.repeats);
  return protocol;
}

Protocol plan_trials(const ProtocolOptions& options, const std::vector<int>& present_folds) {
  const Folds folds(options.folds, present_folds);
  if (options.kind == ProtocolKind::cross_validation) return cross_validation(folds);

  const bool is_fixed = options.kind == ProtocolKind::fixed;
  Protocol protocol = keep_possible(
      is_fixed ? std::vector{listed_trial(options)} : rotation(options.trials, options.folds),
      folds);
  if (protocol.trials.empty()) {
    throw RequestError(std::string("protocol ") + (is_fixed ? "fixed" : "rotation") +
                       ": no trial can be run" + folds.absence() + "; the first one " +
                       protocol.left_out.front().reason + "; add these folds or choose others");
  }
  return protocol;
}

}  // namespace timbre::dataset
