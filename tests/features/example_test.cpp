// From levels to examples: floor, layout, delta and the order of channels.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "features/delta_cpu.hpp"
#include "features/layout_cpu.hpp"
#include "features/simd_targets.hpp"
#include "support/golden.hpp"
#include "support/poison.hpp"
#include "support/tolerance.hpp"
#include "timbre/features/layout.hpp"

namespace timbre::features {
namespace {

using test::expect_close;

// Options whose examples have the given sizes.
FeatureOptions options_of(int bands, int columns, DeltaKind delta, int width = 9) {
  FeatureOptions options;
  options.segment.length = (columns - 1) * 512 + 1;
  options.mel.bands = bands;
  options.decibel.range = 1000.0;
  options.delta = {delta, width};
  return options;
}

// The example of `levels`, and `guard` poisoned floats behind it. The scratch is poisoned, too:
// what lies behind the levels must not show.
std::vector<float> example_of(const FeatureOptions& options, const std::vector<float>& levels,
                              std::size_t guard = 0) {
  const ExampleShape shape = example_shape(options);
  const ExampleFormat format(options, shape);
  std::vector<float> padded = test::poisoned(format.levels_size());
  std::copy(levels.begin(), levels.end(), padded.begin());
  std::vector<float> rows = test::poisoned(format.rows_size());
  std::vector<float> example = test::poisoned(shape.size() + guard);
  const float peak = *std::max_element(levels.begin(), levels.end());
  lay_out(format, padded.data(), peak, rows.data());
  write_example(format, rows.data(), example.data());
  return example;
}

// Row `row` of channel `channel`.
std::vector<float> row_of(const std::vector<float>& example, const ExampleShape& shape, int row,
                          int channel) {
  std::vector<float> values;
  for (int column = 0; column < shape.columns; ++column) {
    values.push_back(example[(row * shape.columns + column) * shape.channels + channel]);
  }
  return values;
}

void expect_golden_delta(DeltaKind kind, const std::string& name) {
  const Json golden = test::golden("delta");
  const int bands = static_cast<int>(golden.at("shape").items()[0].integer());
  const int columns = static_cast<int>(golden.at("shape").items()[1].integer());
  const auto seed = static_cast<std::uint32_t>(golden.at("seed").integer());
  std::vector<float> levels(bands * columns);  // [columns, bands], the transposed matrix
  for (int band = 0; band < bands; ++band) {
    for (int column = 0; column < columns; ++column) {
      levels[column * bands + band] =
          static_cast<float>(test::noise_at(band * columns + column, seed));
    }
  }
  const FeatureOptions options = options_of(bands, columns, kind);
  const std::vector<float> example = example_of(options, levels);
  // 8 numbers below 1 with weights below 1/15; each product and sum rounds once.
  const test::Tolerance one{16 * 0x1p-24 / 15, 0.0, "8 products and sums of size 1/15"};
  const std::vector<double> kept = golden.at("kept_rows").numbers();
  for (std::size_t index = 0; index < kept.size(); ++index) {
    expect_close(row_of(example, example_shape(options), static_cast<int>(kept[index]), 1),
                 golden.at(name).at("rows").items()[index].numbers(), one);
  }
  std::vector<double> sums;
  for (int band = 0; band < bands; ++band) {
    const auto row = row_of(example, example_shape(options), band, 1);
    sums.push_back(std::accumulate(row.begin(), row.end(), 0.0));
  }
  expect_close(sums, golden.at(name).at("row_sums").numbers(),
               {41 * one.absolute, 0.0, "41 of those"});
}

TEST(Example, FilterDeltaIsThatOfOldLibrosa) {
  test::for_each_simd_target([] { expect_golden_delta(DeltaKind::filter, "librosa_0_5_1"); });
}

TEST(Example, SavitzkyGolayDeltaIsSciPys) {
  test::for_each_simd_target(
      [] { expect_golden_delta(DeltaKind::savitzky_golay, "savgol_interp"); });
}

TEST(Example, ScrambleIsThatOfDocument001) {
  const Json golden = test::golden("scramble");
  const std::int64_t bands = golden.at("bands").integer(), frames = golden.at("frames").integer();
  const auto ramp = [&](std::int64_t index) {  // of level [frame, band], as in the file
    return static_cast<double>(index % bands * frames + index / bands);
  };
  for (const Json& entry : golden.at("entries").items()) {
    const std::int64_t index = level_index(Layout::scrambled, entry.at("row").integer(),
                                           entry.at("column").integer(), bands, frames);
    EXPECT_EQ(ramp(index), entry.at("value").number());
  }
  FeatureOptions options =
      options_of(static_cast<int>(bands), static_cast<int>(frames), DeltaKind::none);
  options.layout = Layout::scrambled;
  options.decibel.range = 1e6;
  std::vector<float> levels;
  for (std::int64_t index = 0; index < bands * frames; ++index) {
    levels.push_back(static_cast<float>(ramp(index)));
  }
  const auto example = example_of(options, levels);
  const auto whole = test::exactly("levels are copied");
  expect_close(row_of(example, example_shape(options), 0, 0), golden.at("first_row").numbers(),
               whole);
  expect_close(row_of(example, example_shape(options), static_cast<int>(bands) - 1, 0),
               golden.at("last_row").numbers(), whole);
}

TEST(Example, KeepsLevelsWithinTheRangeOfThePeak) {
  FeatureOptions options = options_of(1, 4, DeltaKind::none);
  options.decibel.range = 80.0;
  EXPECT_EQ(example_of(options, {20.0f, -59.0f, -60.0f, -61.0f}),
            (std::vector<float>{20.0f, -59.0f, -60.0f, -60.0f}));
}

// Rows shorter than, as long as and longer than every vector; any number of bands over the fours.
TEST(Example, WritesEveryElementOnceAndNothingElse) {
  for (int columns = 1; columns <= 37; ++columns) {
    for (const int bands : {1, 2, 3, 4, 7}) {
      for (const DeltaKind kind : {DeltaKind::none, DeltaKind::filter, DeltaKind::savitzky_golay}) {
        if (kind != DeltaKind::none && columns < 3) continue;
        for (const Layout layout : {Layout::bands_by_frames, Layout::scrambled}) {
          FeatureOptions options = options_of(bands, columns, kind, columns < 5 ? 3 : 5);
          options.layout = layout;
          const ExampleShape shape = example_shape(options);
          const std::vector<float> levels = test::noise(bands * columns, 1);
          test::for_each_simd_target([&] {
            const std::vector<float> example = example_of(options, levels, 64);
            for (std::int64_t index = 0; index < std::ssize(example); ++index) {
              ASSERT_EQ(std::isnan(example[index]), index >= shape.size())
                  << columns << " " << index;
            }
            for (int row = 0; row < bands; ++row) {
              for (int column = 0; column < columns; ++column) {
                ASSERT_EQ(example[(row * columns + column) * shape.channels],
                          levels[level_index(layout, row, column, bands, columns)]);
              }
            }
          });
        }
      }
    }
  }
}

}  // namespace
}  // namespace timbre::features
