#include "model/resnet.hpp"

#include <algorithm>
#include <cmath>

#include "support/tolerance.hpp"
#include "timbre/config/document.hpp"

namespace timbre::test {
namespace {

constexpr const char* logits_layer = "head.fc2";
// Sums in another order than PyTorch's may be some times as far off as its own float32.
constexpr double as_rough = 4.0;
constexpr double spread = 8.0;  // of single values

// At `width` channels in the stem instead of 64.
OpCase narrowed(const std::string& model, std::int64_t width) {
  const auto options = config::read<model::ModelOptions>(config::Document::load(
      std::string(TIMBRE_SOURCE_DIR) + "/configs/models/" + model + ".yaml"));
  const auto narrow = [&](int size) { return static_cast<int>(size * width / 64); };
  OpCase op;
  op.name = model;
  op.layers = options.layers;
  for (model::LayerOptions& layer : op.layers) {
    if (layer.type == model::LayerType::dropout) layer.rate = 0.0;
    if (layer.type == model::LayerType::dense) layer.units = narrow(layer.units);
    if (layer.filters > 1) layer.filters = narrow(layer.filters);
  }
  return op;
}

OpCase op_of(const std::string& model, const Json& golden, const Json& entry) {
  OpCase op = narrowed(model, entry.at("width").integer());
  const std::int64_t side = entry.at("side").integer();
  op.input = {side, side, entry.at("channels").integer()};
  op.batch = golden.at("batch").integer();
  op.classes = static_cast<int>(golden.at("classes").integer());
  return op;
}

model::Graph network_of(const OpCase& op) {
  model::ModelOptions options;
  options.layers = op.layers;
  return model::build_graph(options, op.input, op.classes);
}

bool is_head(const model::ParameterSpec& spec) {
  return spec.name.starts_with("head.");
}

bool is_trained(const model::ParameterSpec& spec, const model::ProgramOptions& options) {
  const std::vector<std::string>& trained = options.trainable;
  return trained.empty() || std::find(trained.begin(), trained.end(), spec.group) != trained.end();
}

double length(const std::vector<float>& values) {
  double squares = 0.0;
  for (const float value : values) squares += double{value} * value;
  return std::sqrt(squares);
}

double projection(const std::vector<float>& values, std::uint32_t seed) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < values.size(); ++i) sum += values[i] * noise_at(i, seed);
  return sum;
}

}  // namespace

GoldenResNet::GoldenResNet(const std::string& model, const std::string& entry)
    : golden_(golden("resnet")),
      entry_(golden_.at(entry)),
      op_(op_of(model, golden_, entry_)),
      graph_(network_of(op_)) {}

std::unique_ptr<Rig> GoldenResNet::rig() const {
  auto rig = std::make_unique<Rig>(op_, op_.batch);
  const auto seed = static_cast<std::uint32_t>(golden_.at("input_seed").integer());
  rig->source.inputs = noise(rig->source.inputs.size(), seed);
  return rig;
}

model::ProgramOptions GoldenResNet::training() const {
  model::ProgramOptions options{.mode = model::Mode::train, .batch = op_.batch};
  options.optimiser = {.kind = model::OptimiserKind::sgd, .learning_rate = 0.0};
  options.outputs = {logits_layer};
  return options;
}

model::ProgramOptions GoldenResNet::evaluation() const {
  return {.mode = model::Mode::evaluate, .batch = op_.batch, .outputs = {logits_layer}};
}

model::ProgramOptions GoldenResNet::training_head() const {
  model::ProgramOptions options = training();
  for (const model::ParameterSpec& spec : graph_.parameters) {
    if (is_head(spec)) options.trainable.push_back(spec.group);
  }
  return options;
}

model::ProgramOptions GoldenResNet::training_head_and_norms() const {
  model::ProgramOptions options = training();
  for (const model::ParameterSpec& spec : graph_.parameters) {
    if (is_head(spec) || spec.in_batch_norm) options.trainable.push_back(spec.group);
  }
  return options;
}

double GoldenResNet::allowed(const std::string& key) const {
  constexpr double sixteen_roundings = 0x1p-20;
  return as_rough * entry_.at(key + "_deviation").number() + sixteen_roundings;
}

void GoldenResNet::expect_logits(model::Program& program, const std::string& key) const {
  const std::vector<double> expected = entry_.at(key).numbers();
  std::vector<float> differences = read(program, logits_layer, op_.batch, op_.classes);
  double squares = 0.0;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    differences[i] = static_cast<float>(differences[i] - expected[i]);
    squares += expected[i] * expected[i];
  }
  expect_close(length(differences), 0.0,
               {allowed(key) * std::sqrt(squares), 0.0, "PyTorch's own float32"});
}

// An error of that size, spread at random over the tensor.
void GoldenResNet::expect_digest(const std::vector<float>& values, const Json& digest,
                                 double relative) const {
  const std::vector<double> expected = digest.numbers();
  const double away = relative * expected[0];
  const double share = away / std::sqrt(static_cast<double>(values.size()));
  const std::size_t parts = (expected.size() - 1) / 2;
  std::vector<double> entries, projections;
  for (std::size_t part = 0; part < parts; ++part) {
    entries.push_back(values[part * values.size() / parts]);
    projections.push_back(projection(values, static_cast<std::uint32_t>(1000 + part)));
  }
  const auto first = expected.begin() + 1, middle = first + static_cast<std::ptrdiff_t>(parts);
  expect_close(length(values), expected[0], {away, 0.0, "norms differ less than the tensors"});
  expect_close(entries, std::vector<double>(first, middle),
               {spread * share, 1e-8, "an entry's share of the error; nine digits"});
  expect_close(projections, std::vector<double>(middle, expected.end()),
               {spread * away / std::sqrt(3.0), 0.0, "error times random weights"});
}

void GoldenResNet::expect_gradients(const model::ParameterStore& store, const std::string& key,
                                    const model::ProgramOptions& options) const {
  std::size_t checked = 0;
  for (const model::Parameter& parameter : store.parameters()) {
    const model::ParameterSpec& spec = parameter.spec;
    if (spec.statistic || !is_trained(spec, options)) continue;
    SCOPED_TRACE(spec.name);
    const std::string last =
        spec.name.ends_with("/bias") || spec.name.ends_with("/beta") ? ".bias" : ".weight";
    for (const Json& expected : entry_.at(key).items()) {
      if (expected.at("name").text() != spec.group + last) continue;
      expect_digest(store.gradient(spec.name), expected.at("digest"), allowed(key));
      ++checked;
    }
  }
  std::size_t learning = 0;
  for (const model::ParameterSpec& spec : graph_.parameters) {
    learning += !spec.statistic && is_trained(spec, options);
  }
  EXPECT_EQ(checked, learning) << "each has a golden gradient";
}

void GoldenResNet::expect_statistics(const model::ParameterStore& store) const {
  std::size_t at = 0;
  const auto& expected = entry_.at("statistics").items();
  for (const model::Parameter& parameter : store.parameters()) {
    if (!parameter.spec.statistic) continue;
    SCOPED_TRACE(parameter.spec.name);
    ASSERT_LT(at, expected.size());
    EXPECT_EQ(expected[at].at("name").text().find(parameter.spec.group + ".running_"), 0u);
    expect_digest(store.value(parameter.spec.name), expected[at].at("digest"),
                  allowed("statistics"));
    ++at;
  }
  EXPECT_EQ(at, expected.size());
}

}  // namespace timbre::test
