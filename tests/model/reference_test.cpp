// Proves the reference itself: its gradients are those of its loss, and Keras's.
#include <gtest/gtest.h>

#include <cmath>

#include "model/keras_step.hpp"
#include "model/rig.hpp"
#include "support/golden.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

class Reference : public testing::TestWithParam<OpCase> {};

// Differences over 2h of a loss of size 1 in double. The loss bends where a relu or a maximum
// changes sides, which so small an h makes rare.
constexpr double h = 1e-6;
const Tolerance difference{2e-9, 1e-7, "cancellation 1e-16 / h, and h^2 of the third derivative"};

void expect_differences(const OpCase& op, const ReferenceSettings& settings) {
  Rig rig(op, op.batch);
  rig.source.weights.front() = 0.25f;
  const ReferenceBatch batch = rig.batch(0, op.batch);
  std::vector<std::vector<double>> parameters = rig.parameters();
  const ReferenceResult result = run_reference(rig.graph, parameters, batch, settings);

  std::vector<double> expected, actual;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (rig.graph.parameters[i].statistic) continue;  // moves otherwise than by a gradient
    const std::size_t stride = parameters[i].size() / 5 + 1;
    for (std::size_t at = i % stride; at < parameters[i].size(); at += stride) {
      double& value = parameters[i][at];
      const double middle = value;
      value = middle + h;
      const double above = run_reference(rig.graph, parameters, batch, settings).loss;
      value = middle - h;
      const double below = run_reference(rig.graph, parameters, batch, settings).loss;
      value = middle;
      expected.push_back((above - below) / (2.0 * h));
      actual.push_back(result.gradients[i][at].value);
    }
  }
  expect_close(actual, expected, difference);
}

TEST_P(Reference, GradientsAreCentralDifferences) {
  expect_differences(GetParam(), {.seed = 9, .epoch = 1});
}

TEST_P(Reference, GradientsWithSmoothedLabelsAreCentralDifferences) {
  expect_differences(GetParam(), {.seed = 9, .epoch = 1, .label_smoothing = 0.2});
}

// With the running statistics of batch norms, as when they are frozen.
TEST_P(Reference, GradientsOfEvaluationAreCentralDifferences) {
  expect_differences(GetParam(), {.train = false});
}

INSTANTIATE_TEST_SUITE_P(Ops, Reference, testing::ValuesIn(whole_op_table()),
                         [](const auto& op) { return op.param.name; });

TEST(KerasStep, ReferenceIsKerasToTheGoldenDigits) {
  const Json file = golden("keras_step");
  const Rig rig = golden_rig(file);
  const ReferenceResult result =
      run_reference(rig.graph, rig.parameters(), rig.batch(0, 4), {.train = false});
  const Tolerance digits{1e-12, 1e-9, "ten golden digits"};
  expect_close(result.loss, file.at("losses").numbers()[0], digits);
  for (std::size_t i = 0; i < result.gradients.size(); ++i) {
    const Row& gradient = result.gradients[i];
    std::vector<double> entries;
    for (std::size_t j = 0; j < 64; ++j) {
      entries.push_back(gradient[j * gradient.size() / 64].value);
    }
    expect_close(entries, file.at("gradients").items()[i].at("entries").numbers(), digits);
  }
}

}  // namespace
}  // namespace timbre::test
