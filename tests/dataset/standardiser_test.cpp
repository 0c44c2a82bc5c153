#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "dataset/sample_examples.hpp"
#include "support/message.hpp"
#include "support/poison.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::dataset {
namespace {

constexpr features::ExampleShape small_shape = {.rows = 6, .columns = 5, .channels = 2};
const std::vector<std::int32_t> chosen = {0, 3, 4, 11};

struct Statistics {
  std::vector<double> mean, scale;
};

// All values of a group, then their mean and deviation in long double.
Statistics reference(Standardisation kind, const ExampleSet& set) {
  const bool by_band = kind == Standardisation::band;
  const auto groups =
      static_cast<std::size_t>((by_band ? small_shape.rows : 1) * small_shape.channels);
  std::vector<std::vector<long double>> values(groups);
  for (const std::int32_t example : chosen) {
    for (std::int64_t index = 0; index < small_shape.size(); ++index) {
      const std::int64_t channel = index % small_shape.channels;
      const std::int64_t row = index / (small_shape.channels * small_shape.columns);
      values[static_cast<std::size_t>((by_band ? row : 0) * small_shape.channels + channel)]
          .push_back(
              set.values.values[static_cast<std::size_t>(example * small_shape.size() + index)]);
    }
  }
  Statistics result;
  for (const auto& group : values) {
    const auto count = static_cast<long double>(group.size());
    const long double mean = std::accumulate(group.begin(), group.end(), 0.0L) / count;
    long double squares = 0;
    for (const long double value : group) squares += (value - mean) * (value - mean);
    result.mean.push_back(static_cast<double>(mean));
    result.scale.push_back(static_cast<double>(1 / std::sqrt(squares / count)));
  }
  return result;
}

class Standardisers : public testing::TestWithParam<Standardisation> {};

TEST_P(Standardisers, FitMeanAndPopulationDeviationOfTheChosenExamples) {
  const ExampleSet set = test::sample_examples(12, small_shape, 3);
  const Standardiser fitted = fit_standardiser(GetParam(), set, chosen);
  const Statistics expected = reference(GetParam(), set);
  // Sums in double are exact to far below a float's last digit; the result is rounded once. The
  // mean of noise of amplitude 40 may be near zero: there half a digit of 40 in double counts.
  const test::Tolerance rounding{40 * 0x1p-45, 0x1p-24, "one rounding to float"};
  test::expect_close(fitted.mean, expected.mean, rounding);
  test::expect_close(fitted.scale, expected.scale, rounding);
}

TEST_P(Standardisers, GiveMeanZeroAndDeviationOne) {
  const ExampleSet set = test::sample_examples(12, small_shape, 3);
  const Standardiser fitted = fit_standardiser(GetParam(), set, chosen);
  ExampleSet standard = set;
  for (std::int64_t example = 0; example < set.size(); ++example) {
    float* values = standard.values.values.data() + example * small_shape.size();
    standardise(fitted, small_shape, values, values);
  }
  const Standardiser again = fit_standardiser(GetParam(), standard, chosen);
  for (const float mean : again.mean) EXPECT_NEAR(mean, 0, 1e-6);
  for (const float scale : again.scale) EXPECT_NEAR(scale, 1, 1e-6);
}

TEST_P(Standardisers, AreTheSameToTheBitWithAnyNumberOfThreads) {
  const ExampleSet set = test::sample_examples(12, small_shape, 3);
  const int threads = thread_count();
  set_thread_count(1);
  const Standardiser alone = fit_standardiser(GetParam(), set, chosen);
  set_thread_count(3);
  const Standardiser together = fit_standardiser(GetParam(), set, chosen);
  set_thread_count(threads);
  EXPECT_EQ(alone.mean, together.mean);
  EXPECT_EQ(alone.scale, together.scale);
}

TEST_P(Standardisers, LeaveConstantValuesAtZeroInsteadOfBlowingThemUp) {
  ExampleSet set = test::sample_examples(12, small_shape, 3);
  std::fill(set.values.values.begin(), set.values.values.end(), -99.9f);
  const Standardiser fitted = fit_standardiser(GetParam(), set, chosen);
  for (const float scale : fitted.scale) EXPECT_EQ(scale, 1.0f);
  auto output = test::poisoned(static_cast<std::size_t>(small_shape.size()));
  standardise(fitted, small_shape, set.values.values.data(), output.data());
  for (const float value : output) EXPECT_EQ(value, 0.0f);
}

TEST_P(Standardisers, NeedAnExample) {
  EXPECT_THROW(fit_standardiser(GetParam(), test::sample_examples(12, small_shape, 3), {}),
               ContractError);
}

INSTANTIATE_TEST_SUITE_P(All, Standardisers,
                         testing::Values(Standardisation::channel, Standardisation::band),
                         [](const auto& tested) {
                           return tested.param == Standardisation::band ? "band" : "channel";
                         });

TEST(Standardise, UsesTheStatisticsOfRowAndChannel) {
  for (const std::int64_t channels : {1, 2, 3}) {
    const features::ExampleShape sizes = {.rows = 4, .columns = 7, .channels = channels};
    const ExampleSet set = test::sample_examples(1, sizes, 1);
    Standardiser standardiser{.kind = Standardisation::band};
    for (std::int64_t statistic = 0; statistic < sizes.rows * channels; ++statistic) {
      standardiser.mean.push_back(0.5f * static_cast<float>(statistic));
      standardiser.scale.push_back(1.0f / static_cast<float>(statistic + 1));
    }
    auto output = test::poisoned(static_cast<std::size_t>(sizes.size()));
    standardise(standardiser, sizes, set.values.values.data(), output.data());
    for (std::int64_t index = 0; index < sizes.size(); ++index) {
      const std::int64_t row = index / (sizes.columns * channels);
      const auto statistic = static_cast<std::size_t>(row * channels + index % channels);
      const float expected =
          (set.values.values[static_cast<std::size_t>(index)] - standardiser.mean[statistic]) *
          standardiser.scale[statistic];
      EXPECT_EQ(output[static_cast<std::size_t>(index)], expected) << index;
    }
  }
}

TEST(Standardise, CopiesWhenThereIsNothingToDo) {
  const ExampleSet set = test::sample_examples(1, small_shape, 1);
  auto output = test::poisoned(static_cast<std::size_t>(small_shape.size()));
  standardise({}, small_shape, set.values.values.data(), output.data());
  EXPECT_EQ(output, set.values.values);
}

TEST(ByteStandardiser, DividesBy255WhateverTheExamplesAre) {
  ExampleSet set;
  set.values = Tensor({1, 1, 2, 3}, {0, 255, 51, 102, 1, 254});
  set.label = {0};
  const std::vector<std::int32_t> only = {0};
  const Standardiser fitted = fit_standardiser(Standardisation::byte, set, only);
  std::vector<float> scaled(6);
  standardise(fitted, set.shape(), set.values.values.data(), scaled.data());
  for (std::size_t at = 0; at < scaled.size(); ++at) {
    EXPECT_EQ(scaled[at], set.values.values[at] * (1.0f / 255.0f)) << at;  // as Keras's rescale
  }
}

// torchvision's ToTensor and Normalize, one rounding to float for each of their statistics.
TEST(ImagenetStandardiser, IsThatOfTorchvision) {
  ExampleSet set;
  set.values = Tensor({1, 1, 2, 3}, {0, 255, 51, 102, 1, 254});
  set.label = {0};
  const Standardiser fitted = fit_standardiser(Standardisation::imagenet, set, {});
  std::vector<float> scaled(6);
  standardise(fitted, set.shape(), set.values.values.data(), scaled.data());
  const std::vector<double> expected = {(0 / 255. - 0.485) / 0.229,  (255 / 255. - 0.456) / 0.224,
                                        (51 / 255. - 0.406) / 0.225, (102 / 255. - 0.485) / 0.229,
                                        (1 / 255. - 0.456) / 0.224,  (254 / 255. - 0.406) / 0.225};
  test::expect_close(scaled, expected, {0.0, 8 * 0x1p-24, "four roundings to float, a difference"});
}

TEST(ImagenetStandardiser, WantsThreeChannels) {
  const ExampleSet set = test::sample_examples(1, small_shape, 1);
  EXPECT_EQ(test::message_of([&] { fit_standardiser(Standardisation::imagenet, set, {}); }),
            "training.standardise: imagenet is for pictures of 3 channels, these have 2; use "
            "channel or byte");
}

}  // namespace
}  // namespace timbre::dataset
