#include "timbre/report/results.hpp"

#include "json_values.hpp"
#include "summary.hpp"

namespace timbre::report {
namespace {

template <typename Value>
Json map_json(const std::map<std::string, Value>& values) {
  Json object = Json::object();
  for (const auto& [key, value] : values) object.set(key, value);
  return object;
}

Json expected_json(const Expected& expected) {
  return Json::object({{"accuracy", optional_json(expected.accuracy)},
                       {"roc_auc", optional_json(expected.roc_auc)},
                       {"source", expected.source}});
}

template <typename Item>
Json list_json(const std::vector<Item>& items) {
  Json list = Json::array();
  for (const Item& item : items) list.push(to_json(item));
  return list;
}

Json trials_json(const RunResults& results) {
  Json list = Json::array();
  for (const TrialResult& trial : results.trials) list.push(to_json(trial, results.classes));
  return list;
}

Json spreads_json(const RunResults& results, double metrics::Spread::*part) {
  Json object = Json::object();
  for (const ScoreSummary& score : summarise(results)) object.set(score.key, score.spread.*part);
  return object;
}

}  // namespace

Json to_json(const dataset::LeftOutTrial& left_out) {
  return Json::object({{"train_folds", Json(left_out.trial.train_folds)},
                       {"validate_folds", Json(left_out.trial.validate_folds)},
                       {"test_folds", Json(left_out.trial.test_folds)},
                       {"reason", left_out.reason}});
}

Json to_json(const cache::BadFile& bad) {
  return Json::object({{"file", bad.name}, {"reason", bad.reason}});
}

Json to_json(const dataset::SplitWarning& warning) {
  return Json::object({{"kind", dataset::name_of(warning.kind)},
                       {"text", warning.text},
                       {"trials", Json(warning.trials)},
                       {"clips", Json(warning.clips)}});
}

Json to_json(const RunResults& results) {
  return Json::object(
      {{"experiment", results.experiment},
       {"document", results.document},
       {"mode", results.mode},
       {"faults", map_json(results.faults)},
       {"device", results.device},
       {"processor", results.processor},
       {"threads", results.threads},
       {"synthetic", results.synthetic},
       {"seed", results.seed},
       {"classes", Json(results.classes)},
       {"parameters", results.parameters},
       {"mean", spreads_json(results, &metrics::Spread::mean)},
       {"std", spreads_json(results, &metrics::Spread::std)},
       {"expected", expected_json(results.expected)},
       {"trials", trials_json(results)},
       {"left_out", list_json(results.left_out)},
       {"notes", Json(results.notes)},
       {"split_warnings", list_json(results.split_warnings)},
       {"bad_files", list_json(results.bad_files)},
       {"cache", Json::object({{"hits", results.cache_hits}, {"misses", results.cache_misses}})},
       {"seconds", map_json(results.seconds)},
       {"versions", map_json(results.versions)}});
}

}  // namespace timbre::report
