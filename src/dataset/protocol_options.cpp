#include <set>
#include <utility>

#include "timbre/dataset/protocol.hpp"

namespace timbre::dataset {
namespace {

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

void check_folders(config::Fields& fields, const ProtocolOptions& options) {
  if (options.train_folders.empty()) {
    fields.problem("train_folders", "kind folders needs at least one folder here");
  }
  if (options.test_folders.empty()) {
    fields.problem("test_folders", "kind folders needs at least one folder here");
  }
}

void check_hold_out(config::Fields& fields, const ProtocolOptions& options) {
  const bool has_test = options.test_on == TestOn::own;
  const bool has_validation = options.validate_share > 0 || options.validate_count > 0;
  if (has_test && options.validate_share + options.test_share >= 1) {
    fields.problem("test_share", "with validate_share it must stay below 1, or nothing trains");
  }
  if (!has_test && !has_validation) {
    fields.problem("validate_share", "must be above 0 when test_on is validation");
  }
  if (options.train_on == TrainOn::validation && !has_validation) {
    fields.problem("validate_share", "must be above 0 when train_on is validation");
  }
  if (options.rule == SplitRule::binomial && has_test) {
    fields.problem("test_on", "rule binomial parts in two: only validation is possible");
  }
  if (options.rule != SplitRule::dealt && options.validate_count > 0) {
    fields.problem("validate_count", "only rule dealt counts; use validate_share");
  }
}

void describe_hold_out(config::Fields& fields, ProtocolOptions& options) {
  constexpr double most_held = 0.9;
  fields.number("validate_share", options.validate_share, {0, most_held}, "",
                "share that decides when to stop");
  fields.integer("validate_count", options.validate_count, {0, 1e9}, "units",
                 "this many in place of the share; 0: the share");
  fields.choice("train_on", options.train_on,
                {{"rest", TrainOn::rest}, {"validation", TrainOn::validation}},
                "validation trains on what validates, document 003's fault");
  fields.choice("test_on", options.test_on,
                {{"own", TestOn::own}, {"validation", TestOn::validation}},
                "validation scores what validates, as documents 002 to 004 do");
  fields.when(options.test_on == TestOn::own, "test_on is own", [&] {
    fields.number("test_share", options.test_share, {0.001, most_held}, "", "share that is scored");
  });
  fields.choice("rule", options.rule,
                {{"dealt", SplitRule::dealt},
                 {"split_folders", SplitRule::split_folders},
                 {"binomial", SplitRule::binomial}},
                "dealt comes out even; split_folders is that of 0.3.1, Python's shuffle of each "
                "class; binomial is fastai 1.0.19's, NumPy's uniform numbers");
  check_hold_out(fields, options);
}

void describe_making(config::Fields& fields, ProtocolOptions& options) {
  constexpr double most_seed = 4294967295;
  const bool deals = options.kind == ProtocolKind::k_fold || options.rule == SplitRule::dealt;
  fields.when(deals, "rule is dealt", [&] {
    fields.choice(
        "unit", options.unit,
        {{"clip", SplitUnit::clip}, {"source", SplitUnit::source}, {"example", SplitUnit::example}},
        "what stays on one side; example lets those of one file stand on both, which "
        "flatters");
    fields.boolean("stratify", options.stratify, "every fold gets its share of every class");
  });
  fields.when(options.kind == ProtocolKind::k_fold, "kind: k_fold", [&] {
    fields.added(options.next_validates, [&] {
      fields.boolean("next_validates", options.next_validates,
                     "the fold after the tested one validates; false: it trains, too, for recipes "
                     "that decide nothing by validation");
    });
  });
  fields.integer("split_seed", options.split_seed, {-1, most_seed}, "",
                 "of the folds; -1: the experiment's, another one in each repeat");
}

}  // namespace

void describe(config::Fields& fields, ProtocolOptions& options) {
  constexpr double most_folds = 1000;
  fields.choice("kind", options.kind,
                {{"cross_validation", ProtocolKind::cross_validation},
                 {"rotation", ProtocolKind::rotation},
                 {"fixed", ProtocolKind::fixed},
                 {"folders", ProtocolKind::folders},
                 {"hold_out", ProtocolKind::hold_out},
                 {"k_fold", ProtocolKind::k_fold}},
                "cross_validation tests each fold of the data set once; rotation is document "
                "001's; fixed is one trial on the folds listed, folders on the folders; hold_out "
                "and k_fold make folds");
  const bool has_folds =
      options.kind != ProtocolKind::folders && options.kind != ProtocolKind::hold_out;
  fields.when(has_folds, "kind is neither folders nor hold_out", [&] {
    fields.integer("folds", options.folds, {3, most_folds}, "",
                   "folds of the data set, or to be made");
  });
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
  fields.when(options.kind == ProtocolKind::folders, "kind: folders", [&] {
    fields.texts("train_folders", options.train_folders, "folders that train");
    fields.texts("validate_folders", options.validate_folders, "folders that decide when to stop");
    fields.texts("test_folders", options.test_folders, "folders that are scored");
    check_folders(fields, options);
  });
  fields.when(options.kind == ProtocolKind::hold_out, "kind: hold_out",
              [&] { describe_hold_out(fields, options); });
  fields.when(makes_folds(options), "kind: hold_out or k_fold",
              [&] { describe_making(fields, options); });
  fields.integer("repeats", options.repeats, {1, 1000}, "",
                 "runs of all trials, each with the next seed; mean and spread go over all");
}

}  // namespace timbre::dataset
