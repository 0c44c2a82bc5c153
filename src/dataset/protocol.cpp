#include "timbre/dataset/protocol.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "dataset/listing.hpp"
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

void check_roles(config::Fields& fields, const ProtocolOptions& options) {
  const std::pair<const char*, const std::vector<std::int64_t>*> roles[] = {
      {"train", &options.train}, {"validate", &options.validate}, {"test", &options.test}};
  std::set<std::int64_t> taken;
  for (const auto& [role, list] : roles) {
    if (list->empty()) fields.problem(role, "kind fixed needs at least one fold here");
    for (const std::int64_t fold : *list) {
      if (taken.insert(fold).second) continue;
      fields.problem(
          role, "fold " + std::to_string(fold) + " is listed twice; each fold has one role, once");
    }
  }
}

void check_rotation(config::Fields& fields, const ProtocolOptions& options) {
  constexpr std::int64_t folds_of_a_trial = 4;
  if (options.folds < folds_of_a_trial) {
    fields.problem("folds", "kind rotation needs at least 4: two train, one validates, one tests");
  } else if (options.trials >= options.folds) {
    fields.problem("trials",
                   "trial f trains on folds f and f + 1, so there are at most folds - 1 = " +
                       std::to_string(options.folds - 1));
  }
}

}  // namespace

void describe(config::Fields& fields, ProtocolOptions& options) {
  constexpr double most_folds = 1000;
  fields.choice("kind", options.kind,
                {{"cross_validation", ProtocolKind::cross_validation},
                 {"rotation", ProtocolKind::rotation},
                 {"fixed", ProtocolKind::fixed}},
                "cross_validation tests each fold once; rotation is document 001's; fixed is one "
                "trial on the folds listed");
  fields.integer("folds", options.folds, {3, most_folds}, "", "folds of the data set");
  fields.when(options.kind == ProtocolKind::rotation, "kind: rotation", [&] {
    fields.integer("trials", options.trials, {1, most_folds}, "", "how many of the trials are run");
    check_rotation(fields, options);
  });
  fields.when(options.kind == ProtocolKind::fixed, "kind: fixed", [&] {
    const config::Range known{1, static_cast<double>(options.folds)};
    fields.integers("train", options.train, known, "folds that train");
    fields.integers("validate", options.validate, known, "folds that decide when to stop");
    fields.integers("test", options.test, known, "folds that are scored");
    check_roles(fields, options);
  });
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
