#include "timbre/training/predictor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "small_fit.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/error.hpp"

namespace timbre::training {
namespace {

using test::SmallFit;

const test::Tolerance float_sums{1e-6, 0.0,
                                 "probabilities up to 1; sums of at most 120 float products in "
                                 "another order when a row stands elsewhere in its batch"};

// More examples than one batch of the predictor holds.
std::shared_ptr<dataset::ExampleSet> repeated(const dataset::ExampleSet& set, int times) {
  auto result = std::make_shared<dataset::ExampleSet>();
  result->values.shape = set.values.shape;
  result->values.shape[0] *= times;
  for (int i = 0; i < times; ++i) {
    result->values.values.insert(result->values.values.end(), set.values.values.begin(),
                                 set.values.values.end());
    result->label.insert(result->label.end(), set.label.begin(), set.label.end());
    result->clip.insert(result->clip.end(), set.clip.begin(), set.clip.end());
    result->segment.insert(result->segment.end(), set.segment.begin(), set.segment.end());
  }
  return result;
}

struct PredictorTest : testing::Test {
  PredictorTest() { store.init(9); }
  SmallFit small;
  model::ParameterStore store{*small.device, small.graph};
};

TEST_F(PredictorTest, FollowTheIndices) {
  const auto examples = repeated(*small.examples, 5);
  Predictor predictor(small.graph, store, examples, SmallFit::classes);
  std::vector<std::int32_t> indices(examples->size());
  std::iota(indices.begin(), indices.end(), 0);
  const Tensor all = predictor.predict(indices).probabilities;
  ASSERT_EQ(all.shape, (Shape{260, 3}));
  EXPECT_TRUE(std::any_of(all.values.begin(), all.values.end(),
                          [&](float value) { return value != all.values[0]; }));

  const std::vector<std::int32_t> some = {200, 3, 3, 259};
  const Tensor rows = predictor.predict(some).probabilities;
  ASSERT_EQ(rows.shape, (Shape{4, 3}));
  std::vector<float> expected;
  for (const std::int32_t index : some) {
    expected.insert(expected.end(), all.values.begin() + 3 * index,
                    all.values.begin() + 3 * index + 3);
  }
  test::expect_close(rows.values, expected, float_sums);
}

TEST_F(PredictorTest, ScoreEachExampleOnce) {
  const auto examples = repeated(*small.examples, 5);
  Predictor predictor(small.graph, store, examples, SmallFit::classes);
  std::vector<std::int32_t> indices(examples->size());
  std::iota(indices.begin(), indices.end(), 0);
  const Predictions predictions = predictor.predict(indices);
  double loss = 0;
  int correct = 0;
  for (std::size_t row = 0; row < indices.size(); ++row) {
    const float* probability = predictions.probabilities.values.data() + 3 * row;
    loss -= std::log(static_cast<double>(probability[examples->label[row]]));
    correct += std::max_element(probability, probability + 3) - probability == examples->label[row];
  }
  test::expect_close(predictions.loss, loss / 260,
                     {0.0, 1e-6, "the logarithm of probabilities in float"});
  EXPECT_EQ(predictions.accuracy, correct / 260.0);
  EXPECT_EQ(predictor.totals(indices).examples, 260);
}

// The last dense layer and its softmax, applied to what stands before them, give the probabilities.
TEST_F(PredictorTest, GiveWhatTheLastDenseLayerTakes) {
  constexpr int units = 16, classes = SmallFit::classes;
  const auto examples = repeated(*small.examples, 3);  // more than one batch
  Predictor predictor(small.graph, store, examples, classes);
  std::vector<std::int32_t> indices(examples->size());
  std::iota(indices.begin(), indices.end(), 0);
  const Predictions predictions = predictor.predict(indices, Outputs::with_penultimate);
  ASSERT_EQ(predictions.penultimate.shape, (Shape{156, units}));
  const std::vector<float> kernel = store.value("dense_2/kernel");
  std::vector<double> expected;
  for (int row = 0; row < 156; ++row) {
    std::vector<double> weights(classes, 0.0);
    for (int unit = 0; unit < units; ++unit) {
      for (int label = 0; label < classes; ++label) {
        weights[label] += double{predictions.penultimate.values[row * units + unit]} *
                          kernel[unit * classes + label];
      }
    }
    for (double& weight : weights) weight = std::exp(weight);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (const double weight : weights) expected.push_back(weight / sum);
  }
  test::expect_close(predictions.probabilities.values, expected, float_sums);
  EXPECT_TRUE(predictor.predict(indices).penultimate.values.empty());
}

TEST_F(PredictorTest, UseTheStandardiser) {
  Predictor predictor(small.graph, store, small.examples, SmallFit::classes);
  const std::vector<float> plain = predictor.predict(small.train).probabilities.values;
  predictor.set_standardiser(
      dataset::fit_standardiser(dataset::Standardisation::channel, *small.examples, small.train));
  EXPECT_NE(predictor.predict(small.train).probabilities.values, plain);
}

TEST_F(PredictorTest, OfNothingAreEmpty) {
  Predictor predictor(small.graph, store, small.examples, SmallFit::classes);
  const Predictions none = predictor.predict({});
  EXPECT_EQ(none.probabilities.shape, (Shape{0, 3}));
  EXPECT_TRUE(std::isnan(none.loss));
  EXPECT_TRUE(std::isnan(none.accuracy));

  auto empty = std::make_shared<dataset::ExampleSet>();
  empty->values = Tensor({0, 4, 5, 2});
  Predictor idle(small.graph, store, empty, SmallFit::classes);
  EXPECT_TRUE(idle.predict({}).probabilities.values.empty());
}

}  // namespace
}  // namespace timbre::training
