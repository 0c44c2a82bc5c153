// One trial as JSON and back. Epochs and repeats count from 1 in files and from 0 in memory.
#include "json_values.hpp"
#include "timbre/report/results.hpp"

namespace timbre::report {
namespace {

std::vector<int> integers(const Json& json) {
  std::vector<int> values;
  for (const Json& item : json.items()) values.push_back(static_cast<int>(item.integer()));
  return values;
}

std::vector<std::string> texts(const Json& json) {
  std::vector<std::string> values;
  for (const Json& item : json.items()) values.push_back(item.text());
  return values;
}

Json to_json(const training::EpochRecord& epoch) {
  return Json::object({{"epoch", epoch.epoch + 1},
                       {"train_loss", epoch.train_loss},
                       {"train_accuracy", epoch.train_accuracy},
                       {"validate_loss", epoch.validate_loss},
                       {"validate_accuracy", epoch.validate_accuracy},
                       {"seconds", epoch.seconds},
                       {"smoothed_loss", epoch.smoothed_loss}});
}

training::EpochRecord epoch_from_json(const Json& json) {
  training::EpochRecord epoch;
  epoch.epoch = static_cast<int>(json.at("epoch").integer()) - 1;
  epoch.train_loss = number_or_nan(json.at("train_loss"));
  epoch.train_accuracy = number_or_nan(json.at("train_accuracy"));
  epoch.validate_loss = number_or_nan(json.at("validate_loss"));
  epoch.validate_accuracy = number_or_nan(json.at("validate_accuracy"));
  epoch.seconds = number_or_nan(json.at("seconds"));
  epoch.smoothed_loss = number_or_nan(json.at("smoothed_loss"));
  return epoch;
}

Json to_json(const metrics::ClassScores& scores, const std::string& name) {
  return Json::object({{"class", name},
                       {"precision", scores.precision},
                       {"recall", scores.recall},
                       {"f1", scores.f1},
                       {"support", scores.support},
                       {"roc_auc", optional_json(scores.roc_auc)}});
}

metrics::ClassScores class_from_json(const Json& json) {
  metrics::ClassScores scores;
  scores.precision = json.at("precision").number();
  scores.recall = json.at("recall").number();
  scores.f1 = json.at("f1").number();
  scores.support = json.at("support").integer();
  scores.roc_auc = optional_number(json.at("roc_auc"));
  return scores;
}

Json to_json(const metrics::Confusion& confusion) {
  Json rows = Json::array();
  for (int truth = 0; truth < confusion.classes; ++truth) {
    Json row = Json::array();
    for (int guess = 0; guess < confusion.classes; ++guess) row.push(confusion.at(truth, guess));
    rows.push(std::move(row));
  }
  return rows;
}

metrics::Confusion confusion_from_json(const Json& json) {
  metrics::Confusion confusion;
  confusion.classes = static_cast<int>(json.items().size());
  for (const Json& row : json.items()) {
    for (const Json& count : row.items()) confusion.counts.push_back(count.integer());
  }
  return confusion;
}

metrics::Scores scores_from_json(const Json& json) {
  metrics::Scores scores;
  scores.examples = json.at("examples").integer();
  scores.loss = number_or_nan(json.at("loss"));
  scores.accuracy = json.at("accuracy").number();
  scores.roc_auc_macro = optional_number(json.at("roc_auc_macro"));
  scores.roc_auc_note = json.at("roc_auc_note").text();
  scores.f1_micro = json.at("f1_micro").number();
  scores.f1_macro = json.at("f1_macro").number();
  scores.map_at_3 = json.at("map_at_3").number();
  for (const Json& item : json.at("per_class").items()) {
    scores.per_class.push_back(class_from_json(item));
  }
  scores.confusion = confusion_from_json(json.at("confusion"));
  return scores;
}

ClipScores clips_from_json(const Json& json) {
  return {json.at("clips").integer(), texts(json.at("without_segment")),
          json.at("accuracy").number(), json.at("accuracy_all").number()};
}

Json to_json(const OtherScore& score) {
  return Json::object({{"name", score.name},
                       {"examples", score.examples},
                       {"correct", score.correct},
                       {"accuracy", score.accuracy()}});
}

Json to_json(const WrongClip& clip) {
  return Json::object({{"clip", clip.name},
                       {"label", clip.label},
                       {"guess", clip.guess},
                       {"label_probability", clip.label_probability},
                       {"probability", clip.probability}});
}

WrongClip wrong_clip_from_json(const Json& json) {
  return {json.at("clip").text(), static_cast<int>(json.at("label").integer()),
          static_cast<int>(json.at("guess").integer()),
          static_cast<float>(json.at("label_probability").number()),
          static_cast<float>(json.at("probability").number())};
}

}  // namespace

Json to_json(const metrics::Scores& scores, const std::vector<std::string>& classes) {
  Json per_class = Json::array();
  for (std::size_t label = 0; label < scores.per_class.size(); ++label) {
    per_class.push(to_json(scores.per_class[label], classes.at(label)));
  }
  return Json::object({{"examples", scores.examples},
                       {"loss", scores.loss},
                       {"accuracy", scores.accuracy},
                       {"roc_auc_macro", optional_json(scores.roc_auc_macro)},
                       {"roc_auc_note", scores.roc_auc_note},
                       {"f1_micro", scores.f1_micro},
                       {"f1_macro", scores.f1_macro},
                       {"map_at_3", scores.map_at_3},
                       {"per_class", std::move(per_class)},
                       {"confusion", to_json(scores.confusion)}});
}

Json to_json(const ClipScores& scores) {
  return Json::object({{"clips", scores.clips},
                       {"without_segment", Json(scores.without_segment)},
                       {"accuracy", scores.accuracy},
                       {"accuracy_all", scores.accuracy_all}});
}

Json to_json(const TrialResult& trial, const std::vector<std::string>& classes) {
  Json history = Json::array();
  for (const training::EpochRecord& epoch : trial.fit.epochs) history.push(to_json(epoch));
  Json worst_clips = Json::array();
  for (const WrongClip& clip : trial.worst_clips) worst_clips.push(to_json(clip));
  Json other_scores = Json::array();
  for (const OtherScore& score : trial.other_scores) other_scores.push(to_json(score));
  const int best = trial.fit.best_epoch;
  return Json::object({{"train_folds", Json(trial.trial.train_folds)},
                       {"validate_folds", Json(trial.trial.validate_folds)},
                       {"test_folds", Json(trial.trial.test_folds)},
                       {"repeat", trial.trial.repeat + 1},
                       {"examples", Json::object({{"train", trial.train_examples},
                                                  {"validate", trial.validate_examples},
                                                  {"test", trial.test_examples}})},
                       {"epochs", static_cast<std::int64_t>(trial.fit.epochs.size())},
                       {"stopped_early", trial.fit.stopped_early},
                       {"best_epoch", best < 0 ? Json() : Json(best + 1)},
                       {"history", std::move(history)},
                       {"test", to_json(trial.test, classes)},
                       {"test_clips", to_json(trial.test_clips)},
                       {"other_scores", std::move(other_scores)},
                       {"worst_clips", std::move(worst_clips)},
                       {"seconds", trial.seconds}});
}

TrialResult trial_from_json(const Json& json) {
  TrialResult trial;
  trial.trial = {integers(json.at("train_folds")), integers(json.at("validate_folds")),
                 integers(json.at("test_folds")),
                 static_cast<int>(json.at("repeat").integer()) - 1};
  trial.train_examples = json.at("examples").at("train").integer();
  trial.validate_examples = json.at("examples").at("validate").integer();
  trial.test_examples = json.at("examples").at("test").integer();
  for (const Json& epoch : json.at("history").items()) {
    trial.fit.epochs.push_back(epoch_from_json(epoch));
  }
  trial.fit.stopped_early = json.at("stopped_early").boolean();
  const Json& best = json.at("best_epoch");
  trial.fit.best_epoch = best.is_null() ? -1 : static_cast<int>(best.integer()) - 1;
  trial.test = scores_from_json(json.at("test"));
  trial.test_clips = clips_from_json(json.at("test_clips"));
  for (const Json& item : json.at("other_scores").items()) {
    trial.other_scores.push_back(
        {item.at("name").text(), item.at("examples").integer(), item.at("correct").integer()});
  }
  for (const Json& item : json.at("worst_clips").items()) {
    trial.worst_clips.push_back(wrong_clip_from_json(item));
  }
  trial.seconds = json.at("seconds").number();
  return trial;
}

}  // namespace timbre::report
