#include "model/keras_step.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/golden.hpp"

namespace timbre::test {
namespace {

// Sums in another order than Keras's may be twice as far off, and single values several
// deviations.
constexpr double order = 2.0;
constexpr double deviations = 8.0;

std::vector<model::LayerOptions> layers() {
  return {conv(48), conv(48),  relu(),     pool(2), conv(96), conv(96), relu(),
          pool(2),  flatten(), dense(256), relu(),  dense(0), softmax()};
}

// With all digits, of which the file keeps ten.
double initial_scale(const model::ParameterSpec& spec) {
  if (spec.shape.size() == 1) return 0.01;
  if (spec.shape.size() == 4) return 0.05 * std::sqrt(3.0);
  return std::sqrt(6.0 / static_cast<double>(spec.shape[0] + spec.shape[1]));
}

double norm(const std::vector<float>& values) {
  double squares = 0.0;
  for (const float value : values) squares += double{value} * value;
  return std::sqrt(squares);
}

template <typename Value>
std::vector<double> entries(const std::vector<Value>& values) {
  std::vector<double> chosen;
  for (std::size_t i = 0; i < 64; ++i) chosen.push_back(values[i * values.size() / 64]);
  return chosen;
}

// A tensor's distance from the golden one, for an update that Keras made in float32.
double distance_of(const Json& tensor) {
  constexpr double steps = 3.0;
  const double rounding = steps * 0x1p-24 * tensor.at("norm").number();
  const double deviation = tensor.at("keras_float32_update_deviation").number();
  return order * (deviation * tensor.at("update_norm").number() + rounding);
}

}  // namespace

std::vector<double> projections(const std::vector<float>& values) {
  std::vector<double> sums(8, 0.0);
  for (std::uint32_t j = 0; j < sums.size(); ++j) {
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      sums[j] += values[i] * noise_at(i, 1000 + j);
    }
  }
  return sums;
}

Rig golden_rig(const Json& file) {
  Rig rig({"keras", {60, 41, 2}, layers(), 4, 10}, file.at("batch").integer());
  rig.source.inputs =
      noise(rig.source.inputs.size(), static_cast<std::uint32_t>(file.at("input_seed").integer()),
            file.at("input_scale").number());
  for (std::size_t i = 0; i < rig.source.targets.size(); ++i) {
    rig.source.targets[i] = static_cast<std::int32_t>(file.at("labels").items()[i].integer());
  }
  fill_golden_parameters(rig.store, file);
  return rig;
}

void fill_golden_parameters(model::ParameterStore& store, const Json& file) {
  const auto seed = static_cast<std::uint32_t>(file.at("first_tensor_seed").integer());
  for (std::uint32_t i = 0; i < store.parameters().size(); ++i) {
    const model::Parameter& parameter = store.parameters()[i];
    const double scale = initial_scale(parameter.spec);
    EXPECT_NEAR(scale, file.at("tensor_scales").numbers()[i], 1e-9);
    store.set_value(parameter.spec.name, noise(parameter.size(), seed + i, scale));
  }
}

double golden_step(model::Program& program) {
  program.begin({});
  program.step();
  const model::PassTotals totals = program.totals();
  return totals.loss / totals.weight;
}

Tolerance golden_loss_tolerance(const Json& file) {
  const std::vector<double> expected = file.at("losses").numbers();
  const std::vector<double> single = file.at("keras_float32_losses").numbers();
  double worst = 0.0;
  for (std::size_t i = 0; i < 3; ++i) worst = std::max(worst, std::abs(single[i] - expected[i]));
  return {order * worst, 0.0, "Keras in float32, another order of sums"};
}

void expect_golden_gradients(const model::ParameterStore& store, const Json& file) {
  for (std::size_t i = 0; i < store.parameters().size(); ++i) {
    const Json& expected = file.at("gradients").items()[i];
    const std::vector<float> gradient = store.gradient(store.parameters()[i].spec.name);
    const double size = static_cast<double>(gradient.size());
    const double deviation = order * expected.at("keras_float32_deviation").number();
    const double distance = deviation * expected.at("norm").number();
    expect_close(norm(gradient), expected.at("norm").number(),
                 {distance, 0.0, "norms differ less than the tensors"});
    // The projections' weights have a mean square of 1/3.
    expect_close(projections(gradient), expected.at("projections").numbers(),
                 {deviations * distance / std::sqrt(3.0), 0.0, "error times random weights"});
    expect_close(entries(gradient), expected.at("entries").numbers(),
                 {deviations * distance / std::sqrt(size), deviations * deviation,
                  "an entry's share of the error"});
  }
}

// Adam divides by the size of the gradient, so that tiny gradients move their parameters as far as
// large ones, by what rounding left of them: the errors of single entries vary widely.
void expect_golden_parameters(const model::ParameterStore& store, const model::Snapshot& start,
                              const Json& expected) {
  for (std::size_t i = 0; i < store.parameters().size(); ++i) {
    const Json& tensor = expected.items()[i];
    const std::vector<float> value = store.value(store.parameters()[i].spec.name);
    std::vector<float> update = value;
    for (std::size_t j = 0; j < update.size(); ++j) update[j] -= start.values[i][j];
    const double distance = distance_of(tensor);
    expect_close(norm(update), tensor.at("update_norm").number(),
                 {distance, 0.0, "norms differ less than the tensors"});
    const double share = distance / std::sqrt(static_cast<double>(value.size()));
    expect_close(entries(value), tensor.at("entries").numbers(),
                 {deviations * share, 0x1p-23, "an entry's share of the error, and its rounding"});
  }
}

double golden_distance(const Json& file, std::size_t number) {
  return distance_of(file.at("parameters_after_3").items()[number]);
}

}  // namespace timbre::test
