// The networks of documents 000, 003 and 004, as configs/models has them, against Keras in float64
// for three steps of Adam without dropout (tests/golden/keras_networks.json). Every float32
// computation deviates by rounding; how far is known from Keras's own float32 run.
#include <gtest/gtest.h>

#include <cmath>

#include "model/keras_step.hpp"
#include "model/rig.hpp"
#include "support/golden.hpp"
#include "support/tolerance.hpp"
#include "timbre/config/document.hpp"

namespace timbre::test {
namespace {

// Sums in another network_order than Keras's may be some times as far off as Keras's own float32.
constexpr double network_order = 4.0;
constexpr double network_deviations = 8.0;  // of single values

model::ModelOptions read_model(const std::string& name) {
  const auto file =
      config::Document::load(std::string(TIMBRE_SOURCE_DIR) + "/configs/models/" + name + ".yaml");
  return config::read<model::ModelOptions>(file);
}

OpCase network(const std::string& name, const Json& golden) {
  OpCase op;
  op.name = name;
  for (const model::LayerOptions& layer : read_model(name).layers) {
    op.layers.push_back(layer);
    if (layer.type == model::LayerType::dropout) op.layers.back().rate = 0.0;
  }
  const auto& shape = golden.at("input_shape").items();
  op.input = {shape[0].integer(), shape[1].integer(), shape[2].integer()};
  op.batch = golden.at("batch").integer();
  op.classes = static_cast<int>(golden.at("classes").integer());
  return op;
}

// With all digits, of which the file keeps nine.
double network_scale(const model::ParameterSpec& spec) {
  if (spec.shape.size() == 1) return spec.name.ends_with("/bias") ? 0.01 : 0.1;
  const std::int64_t in = spec.shape[spec.shape.size() - 2], out = spec.shape.back();
  const double area = static_cast<double>(element_count(spec.shape) / (in * out));
  return std::sqrt(6.0 / (area * static_cast<double>(in + out)));
}

void fill(Rig& rig, const Json& all, const Json& golden) {
  rig.source.inputs =
      noise(rig.source.inputs.size(), static_cast<std::uint32_t>(all.at("input_seed").integer()));
  for (std::size_t i = 0; i < rig.source.targets.size(); ++i) {
    rig.source.targets[i] = static_cast<std::int32_t>(golden.at("labels").items()[i].integer());
  }
  auto seed = static_cast<std::uint32_t>(all.at("first_tensor_seed").integer());
  for (const model::Parameter& parameter : rig.store.parameters()) {
    std::vector<float> values = noise(parameter.size(), seed++, network_scale(parameter.spec));
    if (parameter.spec.initialiser.kind == model::InitialiserKind::ones) {
      for (float& value : values) value += 1.0f;
    }
    rig.store.set_value(parameter.spec.name, values);
  }
}

double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double squares = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) squares += std::pow(double{a[i]} - b[i], 2);
  return std::sqrt(squares);
}

std::vector<double> entries(const std::vector<float>& values) {
  std::vector<double> chosen;
  for (std::size_t i = 0; i < 64; ++i) chosen.push_back(values[i * values.size() / 64]);
  return chosen;
}

// How far Keras's float32 is off. Of a tensor of few values it may be nothing by chance (one value
// of its own as far off as Keras's is beyond four times that in a sixth of all cases): the tensor
// before it, the kernel of the same layer, tells what share of its norm is usual.
double distance_of_keras(const Json& expected, const Json* before, std::size_t size) {
  constexpr std::size_t few = 16;
  const double own = expected.at("keras_float32_distance").number();
  if (size >= few || before == nullptr) return own;
  const double share = before->at("keras_float32_distance").number() / before->at("norm").number();
  return std::max(own, share * expected.at("norm").number());
}

void expect_gradients(const Rig& rig, const Json& golden) {
  const Json* before = nullptr;
  for (const Json& expected : golden.at("gradients").items()) {
    const std::string& name = rig.graph.parameters[expected.at("tensor").integer()].name;
    SCOPED_TRACE(name);
    const std::vector<float> gradient = rig.store.gradient(name);
    const double away = network_order * distance_of_keras(expected, before, gradient.size()) +
                        0x1p-20 * expected.at("norm").number();  // sixteen roundings at least
    before = &expected;
    expect_close(distance(gradient, std::vector<float>(gradient.size(), 0.0f)),
                 expected.at("norm").number(), {away, 0.0, "norms differ less than the tensors"});
    expect_close(projections(gradient), expected.at("projections").numbers(),
                 {network_deviations * away / std::sqrt(3.0), 0.0, "error times random weights"});
    const double share = away / std::sqrt(static_cast<double>(gradient.size()));
    expect_close(entries(gradient), expected.at("entries").numbers(),
                 {network_deviations * share, 1e-8, "an entry's share of the error; nine digits"});
  }
}

void expect_statistics(const Rig& rig, const Json& golden, const std::string& when) {
  for (const Json& expected : golden.at("statistics").items()) {
    const std::string& name = rig.graph.parameters[expected.at("tensor").integer()].name;
    SCOPED_TRACE(name);
    const double away = expected.at("keras_float32_distance_" + when).number();
    expect_close(entries(rig.store.value(name)), expected.at(when).numbers(),
                 {network_order * away, 0x1p-22, "Keras in float32, and the last digit"});
  }
}

TEST(Networks, HaveTheDocumentsParameters) {
  const auto count = [](const std::string& name, const features::ExampleShape& input, int classes) {
    return model::build_graph(read_model(name), input, classes).parameter_count();
  };
  EXPECT_EQ(count("speaker_cnn_32_32_64", {110, 110, 3}, 2), 618658);
  EXPECT_EQ(count("cnn_1x1_48_96", {60, 41, 2}, 10), 3705738);
  EXPECT_EQ(count("norm_cnn_32_256", {129, 212, 1}, 2), 2552705);
  EXPECT_EQ(count("genre_cnn_32_64_64", {64, 64, 3}, 10), 93898);
}

class KerasNetworks : public testing::TestWithParam<const char*> {};

TEST_P(KerasNetworks, ThreeStepsAgree) {
  const Json all = golden("keras_networks");
  const Json golden = all.at(GetParam());
  const OpCase op = network(GetParam(), golden);
  Rig rig(op, op.batch);
  EXPECT_EQ(rig.graph.parameter_count(), golden.at("parameters").integer());
  fill(rig, all, golden);
  const model::Snapshot start = rig.store.snapshot();
  const auto program = rig.compile(
      {.batch = op.batch,
       .optimiser = {.learning_rate = golden.at("learning_rate").number(), .epsilon = 1e-7}});
  std::vector<double> losses;
  for (int step = 0; step < 3; ++step) {
    program->begin({});
    program->step();
    losses.push_back(program->totals().loss / program->totals().weight);
    if (step > 0) continue;
    expect_gradients(rig, golden);
    expect_statistics(rig, golden, "after_1");
    std::vector<double> expected;
    for (const Json& row : golden.at("probabilities").items()) {
      const std::vector<double> values = row.numbers();
      if (rig.graph.loss == model::LossKind::binary) expected.push_back(1.0 - values[0]);
      expected.insert(expected.end(), values.begin(), values.end());
    }
    expect_close(read(*program, "probabilities", op.batch, op.classes), expected,
                 {1e-5, 0.0, "float32 through the network; Keras's own is as far off"});
  }
  expect_statistics(rig, golden, "after_3");
  double worst = 1e-6;
  const std::vector<double> expected = golden.at("losses").numbers();
  const std::vector<double> single = golden.at("keras_float32_losses").numbers();
  for (std::size_t i = 0; i < 3; ++i) worst = std::max(worst, std::abs(single[i] - expected[i]));
  expect_close(losses, expected,
               {network_order * worst, 0.0, "Keras in float32, another network_order of sums"});
  for (std::size_t i = 0; i < rig.graph.parameters.size(); ++i) {
    const Json& update = golden.at("updates_after_3").items()[i];
    const std::string& name = rig.graph.parameters[i].name;
    const std::vector<float> value = rig.store.value(name);
    const double rounding = 0x1p-23 * std::sqrt(static_cast<double>(value.size()));
    expect_close(distance(value, start.values[i]), update.at("norm").number(),
                 {network_order * update.at("keras_float32_distance").number() + rounding, 1e-8,
                  "Keras in float32, and rounding of values below 2: " + name});
  }
}

INSTANTIATE_TEST_SUITE_P(Documents, KerasNetworks,
                         testing::Values("speaker_cnn_32_32_64", "norm_cnn_32_256",
                                         "genre_cnn_32_64_64"),
                         [](const auto& network) { return std::string(network.param); });

}  // namespace
}  // namespace timbre::test
