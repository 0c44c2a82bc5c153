#include "timbre/dataset/augment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "timbre/dataset/augment_options.hpp"

namespace timbre::dataset {
namespace {

constexpr AugmentShape shape{6, 9, 2};
constexpr std::int32_t many = 4000;

std::vector<float> ramp() {
  std::vector<float> values;
  for (int place = 0; place < shape.size(); ++place)
    values.push_back(static_cast<float>(place + 1));
  return values;
}

// The augmented example, without statistics.
std::vector<float> augmented(const Augmentation& augmentation, const PlacedExample& placed,
                             const std::vector<float>& raw = ramp()) {
  const DrawnExample drawn = draw_example(augmentation, placed, shape);
  std::vector<float> result;
  for (int pack = 0; 4 * pack < shape.size(); ++pack) {
    float values[4];
    augment_pack(
        augmentation, drawn, shape, raw.data(), pack, [](float value, int) { return value; },
        values);
    result.insert(result.end(), values, values + std::min(4, shape.size() - 4 * pack));
  }
  return result;
}

float at(const std::vector<float>& values, int row, int column, int channel) {
  return values[(row * shape.columns + column) * shape.channels + channel];
}

TEST(Augment, TheDefaultChangesNothing) {
  EXPECT_FALSE(augmentation({}, 7, 3).changes_examples());
  EXPECT_EQ(augmented({.seed = 7, .epoch = 3}, {5}), ramp());
  const DrawnMix mix = draw_mix({.seed = 7}, {5}, 2, 8);
  EXPECT_EQ(mix.partner, 2);
  EXPECT_EQ(mix.share, 1.0f);
}

TEST(Augment, AShiftRollsColumnsByAtMostSoMany) {
  const Augmentation augmentation{.time_shift = 2, .seed = 1};
  std::set<int> met;
  for (std::int32_t example = 0; example < 100; ++example) {
    const int shift = draw_example(augmentation, {example}, shape).shift;
    met.insert(shift);
    const auto result = augmented(augmentation, {example});
    for (int column = 0; column < shape.columns; ++column) {
      const int to = (column + shift + shape.columns) % shape.columns;
      EXPECT_EQ(at(result, 3, to, 1), at(ramp(), 3, column, 1));
    }
  }
  EXPECT_THAT(met, testing::ElementsAre(-2, -1, 0, 1, 2));
}

TEST(Augment, AGainMovesLevelsAndLeavesSlopes) {
  const Augmentation augmentation{.gain = 6, .seed = 1};
  double sum = 0;
  for (std::int32_t example = 0; example < many; ++example) {
    const float gain = draw_example(augmentation, {example}, shape).gain;
    EXPECT_LE(std::abs(gain), 6.0f);
    sum += gain;
  }
  // The mean of 4000 numbers of deviation 6 / sqrt(3) has a deviation of 0.055: five of them.
  EXPECT_NEAR(sum / many, 0.0, 0.28);
  const auto result = augmented(augmentation, {3});
  const float gain = draw_example(augmentation, {3}, shape).gain;
  for (int column = 0; column < shape.columns; ++column) {
    EXPECT_EQ(at(result, 2, column, 0), at(ramp(), 2, column, 0) + gain);
    EXPECT_EQ(at(result, 2, column, 1), at(ramp(), 2, column, 1));
  }
}

TEST(Augment, MasksBlankWholeBarsNoWiderThanAsked) {
  const Augmentation augmentation{
      .time_masks = 1, .time_width = 4, .band_masks = 2, .band_width = 3, .seed = 2};
  std::set<int> widths;
  for (std::int32_t example = 0; example < 200; ++example) {
    const DrawnExample drawn = draw_example(augmentation, {example}, shape);
    widths.insert(drawn.time[0].end - drawn.time[0].begin);
    EXPECT_GE(drawn.time[0].begin, 0);
    EXPECT_LE(drawn.time[0].end, shape.columns);
    const auto result = augmented(augmentation, {example});
    for (int row = 0; row < shape.rows; ++row) {
      for (int column = 0; column < shape.columns; ++column) {
        const bool masked =
            drawn.time[0].holds(column) || drawn.band[0].holds(row) || drawn.band[1].holds(row);
        EXPECT_EQ(at(result, row, column, 0), masked ? 0.0f : at(ramp(), row, column, 0));
        EXPECT_EQ(at(result, row, column, 1), masked ? 0.0f : at(ramp(), row, column, 1));
      }
    }
  }
  EXPECT_THAT(widths, testing::ElementsAre(0, 1, 2, 3, 4));
}

TEST(Augment, AMaskWiderThanTheExampleIsAsWideAtMost) {
  const Augmentation augmentation{.time_masks = 1, .time_width = 1000, .seed = 2};
  for (std::int32_t example = 0; example < 100; ++example) {
    EXPECT_LE(draw_example(augmentation, {example}, shape).time[0].end, shape.columns);
  }
}

TEST(Augment, NoiseIsGaussian) {
  const Augmentation augmentation{.noise = 0.5f, .seed = 4};
  const std::vector<float> silence(static_cast<std::size_t>(shape.size()), 0.0f);
  double sum = 0, squares = 0, fourths = 0, count = 0;
  for (std::int32_t example = 0; example < 400; ++example) {
    for (const double value : augmented(augmentation, {example}, silence)) {
      sum += value / 0.5;
      squares += std::pow(value / 0.5, 2);
      fourths += std::pow(value / 0.5, 4);
      ++count;
    }
  }
  // Five deviations of the means of 43200 numbers: variances 1, 2 and 96.
  EXPECT_NEAR(sum / count, 0.0, 5 * std::sqrt(1 / count));
  EXPECT_NEAR(squares / count, 1.0, 5 * std::sqrt(2 / count));
  EXPECT_NEAR(fourths / count, 3.0, 5 * std::sqrt(96 / count));
}

TEST(Augment, SharesFollowBeta) {
  for (const double alpha : {0.05, 0.2, 0.4, 1.0}) {
    const Augmentation augmentation{.mixup = alpha, .seed = 5};
    double sum = 0, squares = 0;
    for (std::int32_t example = 0; example < many; ++example) {
      const double share = draw_share(augmentation, {example});
      EXPECT_GE(share, 0.0);
      EXPECT_LE(share, 1.0);
      sum += share;
      squares += (share - 0.5) * (share - 0.5);
    }
    // Its variance is 1 / (4 (2 alpha + 1)); that of its square is below 1/64.
    const double variance = 1 / (4 * (2 * alpha + 1));
    EXPECT_NEAR(sum / many, 0.5, 5 * std::sqrt(variance / many)) << alpha;
    EXPECT_NEAR(squares / many, variance, 5 * std::sqrt(1.0 / 64 / many)) << alpha;
  }
}

TEST(Augment, PartnersAreAnyValidRow) {
  const Augmentation augmentation{.mixup = 0.3, .seed = 5};
  std::set<std::int64_t> met;
  for (std::int32_t example = 0; example < 100; ++example) {
    met.insert(draw_mix(augmentation, {example}, 0, 5).partner);
  }
  EXPECT_THAT(met, testing::ElementsAre(0, 1, 2, 3, 4));
}

// The formulas themselves are compared with keras-preprocessing in
// features/picture/resize_test.cpp.
TEST(Augment, PicturesAreChangedAsKerasDrawsIt) {
  const Augmentation augmentation{
      .shear = 5, .zoom = 0.25f, .horizontal_flip = true, .vertical_flip = true, .seed = 6};
  std::set<std::pair<bool, bool>> flips;
  for (std::int32_t example = 0; example < 100; ++example) {
    const features::PictureChange change = augment_detail::draw_change(
        augmentation, augment_detail::words(draw_example(augmentation, {example}, shape).key,
                                            example, augment_detail::picture_change));
    flips.emplace(change.flip_rows, change.flip_columns);
    EXPECT_LE(std::abs(change.shear), 5);
    for (const double zoom : {change.zoom_rows, change.zoom_columns}) {
      EXPECT_LE(std::abs(zoom - 1), 0.25);
    }
    std::vector<float> changed(ramp().size());
    features::change_picture(change, shape.rows, shape.columns, shape.channels,
                             std::span<const float>(ramp()), changed);
    EXPECT_EQ(augmented(augmentation, {example}), changed);
  }
  EXPECT_EQ(flips.size(), 4u);
}

TEST(Augment, AFlipAloneReversesColumnsEveryOtherTime) {
  const Augmentation augmentation{.horizontal_flip = true, .seed = 6};
  EXPECT_TRUE(augmentation.changes_examples());
  int flipped = 0;
  for (std::int32_t example = 0; example < many; ++example) {
    const auto result = augmented(augmentation, {example});
    const bool in_reverse = at(result, 0, 0, 0) == at(ramp(), 0, shape.columns - 1, 0);
    flipped += in_reverse;
    EXPECT_EQ(at(result, 4, 1, 1), at(ramp(), 4, in_reverse ? shape.columns - 2 : 1, 1));
  }
  EXPECT_NEAR(flipped, many / 2, 5 * std::sqrt(many / 4.0)) << "five deviations";
}

TEST(Augment, DependsOnSeedEpochPlaceAndExample) {
  const Augmentation first{.gain = 6, .seed = 1, .epoch = 1};
  EXPECT_EQ(augmented(first, {3}), augmented(first, {3}));
  EXPECT_NE(augmented(first, {3}), augmented(first, {4}));
  EXPECT_NE(augmented(first, {3}), augmented({.gain = 6, .seed = 2, .epoch = 1}, {3}));
  EXPECT_NE(augmented(first, {3}), augmented({.gain = 6, .seed = 1, .epoch = 2}, {3}));
  EXPECT_EQ(augmented(first, {3, 8}), augmented(first, {3, 8}));
  EXPECT_NE(augmented(first, {3, 8}), augmented(first, {4, 8}));
}

// An order that balances classes holds an example several times.
TEST(Augment, DrawsAnewAtEveryPlaceOfAnEpoch) {
  constexpr std::int64_t places = 4;
  const Augmentation gains{.gain = 6, .seed = 5}, noises{.noise = 0.5f, .seed = 5};
  std::set<std::vector<float>> louder, noisier;
  std::set<float> shares;
  for (std::int64_t place = 0; place < places; ++place) {
    louder.insert(augmented(gains, {3, place}));
    noisier.insert(augmented(noises, {3, place}));
    shares.insert(draw_share({.mixup = 0.4, .seed = 5}, {3, place}));
  }
  EXPECT_EQ(std::ssize(louder), places);
  EXPECT_EQ(std::ssize(noisier), places);
  EXPECT_EQ(std::ssize(shares), places);
}

}  // namespace
}  // namespace timbre::dataset
