// The formulas of model/{adam,dropout,loss}.hpp and their fast kernels, against golden values.
#include <gtest/gtest.h>

#include <cmath>

#include "model/cpu/loss_op.hpp"
#include "model/cpu/simd/adam.hpp"
#include "model/cpu/simd/dropout.hpp"
#include "support/golden.hpp"
#include "support/poison.hpp"
#include "support/tolerance.hpp"
#include "timbre/model/loss.hpp"

namespace timbre::test {
namespace {

using namespace model;

TEST(Adam, AgreesWithKerasForFiveSteps) {
  const Json file = golden("adam");
  const std::vector<double> scales = file.at("gradient_scales").numbers();
  const auto size = static_cast<std::size_t>(file.at("size").integer());
  const auto seed = static_cast<std::uint32_t>(file.at("first_gradient_seed").integer());
  for (const Json& golden_case : file.at("cases").items()) {
    OptimiserOptions options;
    options.epsilon = golden_case.at("epsilon").number();
    std::vector<float> value =
        noise(size, static_cast<std::uint32_t>(file.at("parameter_seed").integer()));
    std::vector<float> first(size, 0.0f), second(size, 0.0f);
    std::uint32_t step = 0;
    for (const Json& expected : golden_case.at("parameters_after_step").items()) {
      std::vector<float> gradient;
      for (std::uint32_t i = 0; i < size; ++i) {
        gradient.push_back(static_cast<float>(scales[i] * noise_at(i, seed + step)));
      }
      ++step;
      cpu::simd::adam_updates(AdamStep::at(options, options.learning_rate, step),
                              static_cast<std::int64_t>(size), gradient.data(), value.data(),
                              first.data(), second.data());
      expect_close(value, expected.numbers(),
                   {step * (0x1p-24 + 16 * 0x1p-24 * 1e-3), 0.0,
                    "each step rounds a value below 1 once and an update of 1e-3 16 times"});
    }
  }
}

TEST(Adam, BiasCorrectionIsKeptInDouble) {
  const AdamStep first = AdamStep::at({}, 1e-3, 1);
  EXPECT_FLOAT_EQ(first.rate, static_cast<float>(1e-3 * std::sqrt(0.001) / 0.1));
  const AdamStep late = AdamStep::at({}, 1e-3, 1000000);
  EXPECT_FLOAT_EQ(late.rate, 1e-3f);
}

TEST(Adam, MomentsWithoutGradientBecomeZeroNotDenormal) {
  float value = 1.0f, first = 1e-3f, second = 1e-6f;
  for (std::int64_t update = 1; update <= 100000; ++update) {
    adam_update(AdamStep::at({}, 1e-3, update), 0.0f, value, first, second);
    ASSERT_TRUE(first == 0.0f || std::isnormal(first)) << update;
    ASSERT_TRUE(second == 0.0f || std::isnormal(second)) << update;
  }
  EXPECT_EQ(first, 0.0f);
  EXPECT_EQ(second, 0.0f);
}

TEST(Dropout, RuleKeepsAtTheRate) {
  EXPECT_EQ(dropout_scale(DropoutRule::of(0.0), 0u), 1.0f);
  const DropoutRule half = DropoutRule::of(0.5);
  EXPECT_EQ(dropout_scale(half, 0x7FFFFFFFu), 0.0f);
  EXPECT_EQ(dropout_scale(half, 0x80000000u), 2.0f);
  for (const double rate : {1e-8, 0.1, 1.0 / 3.0, 0.99, 0.99999999}) {
    const DropoutRule rule = DropoutRule::of(rate);
    for (const std::uint32_t step :
         {0u, 1u, 0x199999u, 0x19999Au, 0x555555u, 0x555556u, 0xFFFFFFu}) {
      const bool kept = step / 16777216.0 >= rate || step == 0xFFFFFFu;
      EXPECT_EQ(dropout_scale(rule, step << 8 | 0xFFu) != 0.0f, kept) << rate << " " << step;
    }
  }
}

TEST(Dropout, FastMaskIsTheFormulaElementByElement) {
  const DropoutKey key{0x123456789ABCDEFull, 7, 5};
  const DropoutRule rule = DropoutRule::of(0.3);
  for (const std::int64_t first : {0, 1, 3, 4, 62, 1001}) {
    for (const std::int64_t count : {1, 3, 63, 64, 65, 300}) {
      std::vector<float> scales = poisoned(count + 1);
      cpu::simd::dropout_scales(key, rule, 12345, first, count, scales.data());
      for (std::int64_t i = 0; i < count; ++i) {
        const auto element = static_cast<std::uint32_t>(first + i);
        ASSERT_EQ(scales[i], dropout_scale(key, rule, 12345, element)) << first << " + " << i;
      }
      EXPECT_TRUE(std::isnan(scales[count])) << "wrote past the end";
    }
  }
}

// Share of kept values and of values kept in both of two masks.
struct Shares {
  double kept = 0.0, both = 0.0;
};
Shares shares(const DropoutKey& a, std::int32_t example_a, const DropoutKey& b,
              std::int32_t example_b) {
  constexpr std::int64_t count = 100000;
  const DropoutRule rule = DropoutRule::of(0.3);
  std::vector<float> first = poisoned(count), second = poisoned(count);
  cpu::simd::dropout_scales(a, rule, example_a, 0, count, first.data());
  cpu::simd::dropout_scales(b, rule, example_b, 0, count, second.data());
  Shares result;
  for (std::int64_t i = 0; i < count; ++i) {
    result.kept += first[i] != 0.0f;
    result.both += first[i] != 0.0f && second[i] != 0.0f;
  }
  return {result.kept / count, result.both / count};
}

TEST(Dropout, MasksOfLayersEpochsExamplesAndSeedsAreIndependent) {
  const DropoutKey key{1, 2, 3};
  // A share of 10^5 draws has a standard deviation of sqrt(p (1 - p) / 10^5) < 0.0016.
  const Tolerance five_deviations{0.008, 0.0, "five standard deviations of 100000 draws"};
  const auto expect_independent = [&](const DropoutKey& other, std::int32_t example) {
    const Shares result = shares(key, 4, other, example);
    expect_close(result.kept, 0.7, five_deviations);
    expect_close(result.both, 0.49, five_deviations);
  };
  expect_independent({1, 2, 3}, 5);
  expect_independent({1, 2, 4}, 4);
  expect_independent({1, 3, 3}, 4);
  expect_independent({2, 2, 3}, 4);
}

// What one row of logits gives, with half a weight.
struct RowOfLoss {
  std::vector<float> probabilities, gradient;
  double loss = 0.0;
};

RowOfLoss row_of_loss(LossKind kind, double clip, std::vector<float> logits, std::int32_t target) {
  const std::int64_t classes = std::ssize(logits);
  Block block;
  block.loss = kind;
  block.input = block.output = {classes};
  cpu::LossOp op(block, {.batch = 1, .backward = true, .loss_clip = clip});
  RowOfLoss row{poisoned(classes), poisoned(classes)};
  float weight = 0.5f;
  PassTotals totals;
  cpu::StepContext step;
  step.batch.target = &target;
  step.batch.weight = &weight;
  step.rows = 1;
  step.totals = &totals;
  Views views;
  views.input = logits.data();
  views.output = row.probabilities.data();
  views.input_gradient = row.gradient.data();
  op.forward(views, step);
  op.backward(views, step);
  EXPECT_DOUBLE_EQ(totals.weight, 0.5);
  row.loss = totals.loss / totals.weight;
  return row;
}

// `results` has losses and logit_gradients, `file` all else.
void expect_losses(const Json& file, const Json& results, LossKind kind) {
  const auto classes = static_cast<std::uint32_t>(file.at("classes").integer());
  const auto seed = static_cast<std::uint32_t>(file.at("seed").integer());
  const std::vector<double> scales = file.at("row_scales").numbers();
  for (std::size_t row = 0; row < scales.size(); ++row) {
    SCOPED_TRACE(row);
    std::vector<float> logits;
    for (std::uint32_t k = 0; k < classes; ++k) {
      const auto index = static_cast<std::uint32_t>(row) * classes + k;
      logits.push_back(static_cast<float>(scales[row] * noise_at(index, seed)));
    }
    const auto target = static_cast<std::int32_t>(file.at("labels").items()[row].integer());
    const RowOfLoss found = row_of_loss(kind, file.at("clip").number(), logits, target);

    // Rounding two logits to float changes their difference by at most this, p and 1 - p by as
    // large a part of themselves, and the logarithm by as much.
    const double moved = 2.0 * scales[row] * 0x1p-24;
    const Tolerance part{1e-16, moved + 0x1p-24, "logits rounded to float, then the result"};
    const Tolerance logarithm{moved + 1e-11, 1e-11, "logits rounded to float; 12 golden digits"};
    expect_close(found.probabilities, file.at("probabilities").items()[row].numbers(), part);
    expect_close(found.gradient, results.at("logit_gradients").items()[row].numbers(), part);
    expect_close(found.loss, results.at("losses").items()[row].number(), logarithm);
  }
}

TEST(Loss, SoftmaxAndClippedCrossEntropyAgreeWithKeras) {
  const Json file = golden("loss");
  expect_losses(file, file, LossKind::softmax);
}

TEST(Loss, SigmoidsUnderACategoricalCrossEntropyAgreeWithKeras) {
  const Json file = golden("sigmoid_loss");
  expect_losses(file, file.at("shares"), LossKind::sigmoid);
  expect_losses(file, file.at("logits"), LossKind::sigmoid_of_logits);
}

TEST(Loss, OfLogitsIsFiniteHoweverFarOutTheyAre) {
  const RowOfLoss row = row_of_loss(LossKind::sigmoid_of_logits, 1e-7, {3000.0f, -2000.0f}, 1);
  EXPECT_EQ(row.loss, 5000.0);
  EXPECT_EQ(row.gradient, (std::vector<float>{1.0f, -1.0f}));
  EXPECT_EQ(row.probabilities, (std::vector<float>{1.0f, 0.0f}));
}

TEST(Loss, NothingPassesWhereTheClipActs) {
  EXPECT_TRUE(cross_entropy_passes(0.5, 1e-7));
  EXPECT_FALSE(cross_entropy_passes(1e-8, 1e-7));
  EXPECT_FALSE(cross_entropy_passes(1.0, 1e-7));
  EXPECT_TRUE(cross_entropy_passes(1e-7, 1e-7));
  EXPECT_DOUBLE_EQ(clipped_cross_entropy(0.0, 1e-7), -std::log(1e-7));
  EXPECT_DOUBLE_EQ(clipped_cross_entropy(1.0, 1e-7), -std::log(1.0 - 1e-7));
  EXPECT_EQ(logit_gradient(1e-31, 0.0, 1.0), 0.0);
  EXPECT_EQ(logit_gradient(1e-29, 0.0, 1.0), 1e-29);
}

}  // namespace
}  // namespace timbre::test
