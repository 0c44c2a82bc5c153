#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "timbre/config/document.hpp"

/// Options of every kind, described as the stages describe theirs.
namespace timbre::config::sample {

enum class LayerType { conv2d, dense };

struct Layer {
  LayerType type = LayerType::conv2d;
  int filters = 32;
  int units = 10;
  bool bias = true;
  bool operator==(const Layer&) const = default;
};

struct Schedule {
  double start = 0.1;
  std::optional<double> stop;
  bool operator==(const Schedule&) const = default;
};

struct Training {
  int batch_size = 64;
  std::int64_t epochs = 10;
  Schedule schedule{};
  std::vector<std::int64_t> folds = {1, 2};
  bool operator==(const Training&) const = default;
};

struct Options {
  std::string name = "run";
  Training training;
  std::vector<Layer> layers;
  std::vector<std::string> tags;
  bool operator==(const Options&) const = default;
};

inline void describe(Fields& fields, Layer& layer) {
  fields.choice("type", layer.type, {{"conv2d", LayerType::conv2d}, {"dense", LayerType::dense}},
                "kind of layer");
  fields.when(layer.type == LayerType::conv2d, "type is conv2d", [&] {
    fields.integer("filters", layer.filters, {1, 4096}, "maps", "number of filters");
  });
  fields.when(layer.type == LayerType::dense, "type is dense", [&] {
    fields.integer("units", layer.units, {1, 65536}, "", "number of outputs");
  });
  fields.boolean("bias", layer.bias, "adds a constant to each output");
}

inline void describe(Fields& fields, Schedule& schedule) {
  fields.number("start", schedule.start, {0.0, 1.0}, "", "first learning rate");
  fields.optional_number("stop", schedule.stop, {0.0}, "s", "ends the training");
}

inline void describe(Fields& fields, Training& training) {
  fields.integer("batch_size", training.batch_size, {1, 65536}, "examples", "examples of a step");
  fields.integer("epochs", training.epochs, {1, 100}, "", "passes over the examples");
  fields.section("schedule", training.schedule, "learning rate over time");
  fields.integers("folds", training.folds, {1, 10}, "folds to train on");
  if (training.batch_size == 13) fields.problem("batch_size", "13 brings bad luck");
}

inline void describe(Fields& fields, Options& options) {
  fields.text("name", options.name, "of the run folder");
  fields.section("training", options.training, "how the network is trained");
  fields.list("layers", options.layers, "from input to output");
  fields.texts("tags", options.tags, "words to find the run by");
  if (options.name.empty()) fields.problem("training.schedule", "a run without name has none");
}

/// Options from YAML in a file "x.yaml".
inline Options read_text(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
  return read<Options>(Document::parse(yaml, "x.yaml", overrides));
}

/// The problems of YAML in a file "x.yaml".
inline std::vector<std::string> problems_of(const std::string& yaml,
                                            const std::vector<std::string>& overrides = {}) {
  try {
    read_text(yaml, overrides);
  } catch (const ConfigError& failure) {
    return failure.problems();
  }
  return {};
}

}  // namespace timbre::config::sample
