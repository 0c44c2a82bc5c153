// Whole pictures beside Matplotlib's: colours of documents 004 and of antialiased images.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "golden_pictures.hpp"
#include "support/poison.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/picture/antialias.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace timbre::features {
namespace {

constexpr float no_number = std::numeric_limits<float>::quiet_NaN();

// A table whose red channel is the index and whose blue channel tells white apart.
ColourTable index_table() {
  ColourTable table;
  for (int index = 0; index < colour_count; ++index) {
    table[index] = {static_cast<std::uint8_t>(index), 0, 0};
  }
  table[no_colour] = {255, 255, 255};
  return table;
}

std::vector<int> drawn_indices(const PixelSources& sources, const ValueGrid& grid,
                               const ValueRange& range) {
  std::vector<std::uint8_t> pixels(3 * sources.rows.size() * sources.columns.size(), 99);
  draw(sources, grid, range, index_table(), pixels);
  std::vector<int> indices;
  for (std::size_t at = 0; at < pixels.size(); at += 3) {
    indices.push_back(pixels[at + 2] == 255 ? no_colour : pixels[at]);
  }
  return indices;
}

// The promise of all pictures: 99.9 % of the indices are equal and none is off by more than 1.
void expect_indices(const std::vector<int>& indices, const std::vector<std::uint8_t>& expected) {
  ASSERT_EQ(indices.size(), expected.size());
  std::size_t different = 0;
  int furthest = 0;
  for (std::size_t at = 0; at < indices.size(); ++at) {
    const int distance = std::abs(indices[at] - expected[at]);
    different += distance > 0;
    furthest = std::max(furthest, distance);
  }
  EXPECT_LE(1000 * different, indices.size()) << different << " of " << indices.size();
  EXPECT_LE(furthest, 1);
}

TEST(Draw, LooksUpEachPixel) {
  const std::vector<float> values = {0.0f, 1.0f, 2.0f, no_number};  // two rows of two columns
  const PixelSources sources{{1, -1, 0}, {0, 1, -1}};
  EXPECT_EQ(drawn_indices(sources, {values.data(), 2, 1}, {0.0f, 2.0f}),
            (std::vector<int>{255, 256, 256, 256, 256, 256, 0, 128, 256}));
  std::vector<std::uint8_t> wrong(26);
  EXPECT_THROW(draw(sources, {values.data(), 2, 1}, {}, index_table(), wrong), ContractError);
}

// The picture that the network of document 004 sees.
TEST(GenrePicture, IsMatplotlibsAndPillows) {
  const Json file = test::golden("picture_drawing");
  const Json& golden = file.at("specgram");
  const auto samples = test::tone_burst(test::ToneBurst::from(
      golden.at("tone"), static_cast<std::size_t>(golden.at("tone").at("count").integer())));
  const Specgram specgram({});
  const int bins = specgram.bins(), frames = static_cast<int>(specgram.frames(samples.size()));
  std::vector<double> scratch(specgram.scratch_size());
  std::vector<float> levels = test::poisoned(static_cast<std::size_t>(bins) * frames);
  specgram.run(samples, scratch, levels);
  const PixelSources whole = image_sources(test::figure_of(golden.at("figure")), bins, frames);
  const PixelSources small = resized(whole, {.width = 64, .height = 64});
  std::vector<int> plot;
  for (const int index : drawn_indices(small, {levels.data(), 1, bins}, finite_range(levels))) {
    if (index != no_colour) plot.push_back(index);
  }
  expect_indices(plot, test::bytes_of(golden.at("picture_indices").text()));
  const auto first_to_last = [](const std::vector<int>& sources) {
    const auto is_plot = [](int source) { return source != PixelSources::margin; };
    const auto first = std::ranges::find_if(sources, is_plot);
    const auto count = std::ranges::count_if(sources, is_plot);
    const int begin = static_cast<int>(first - sources.begin());
    return std::vector<int>{begin, begin + static_cast<int>(count) - 1};
  };
  EXPECT_EQ(first_to_last(small.rows), test::integers_in(golden, "picture_rows"));
  EXPECT_EQ(first_to_last(small.columns), test::integers_in(golden, "picture_columns"));
}

TEST(AntialiasedImage, IsImshows) {
  const Json golden = test::golden("picture_drawing");
  for (const Json& wanted : golden.at("smooth").items()) {
    const int rows = test::number_in(wanted, "rows"), columns = test::number_in(wanted, "columns");
    SCOPED_TRACE(testing::Message() << rows << " x " << columns);
    const FigureOptions figure = test::figure_of(wanted.at("figure"));
    ASSERT_TRUE(antialiasing_smooths(figure, rows, columns));
    const std::vector<float> grid =
        test::noise(static_cast<std::size_t>(rows) * columns, 7, wanted.at("scale").number());
    const AntialiasedImage image(figure, rows, columns);
    std::vector<float> values = test::poisoned(image.size());
    image.run({grid.data(), columns, 1}, values);
    const ValueRange range = finite_range(grid);
    std::vector<int> indices;
    for (const float value : values) indices.push_back(colour_index(value, range));
    expect_indices(indices, test::bytes_of(wanted.at("indices").text()));
  }
}

TEST(AntialiasedImage, KeepsAConstantAndSpreadsWhatIsNoNumber) {
  const FigureOptions figure{.width = 40, .height = 30};
  const PixelBox box = image_box(figure);
  std::vector<float> grid(100 * 20, 7.0f);
  const AntialiasedImage image(figure, 100, 20);
  std::vector<float> values = test::poisoned(image.size());
  image.run({grid.data(), 20, 1}, values);
  for (const float value : values) EXPECT_EQ(value, 7.0f);
  grid[50 * 20 + 10] = no_number;
  image.run({grid.data(), 20, 1}, values);
  const auto bad = std::ranges::count_if(values, [](float value) { return std::isnan(value); });
  EXPECT_GE(bad, 4);
  EXPECT_LE(bad, 16);
  EXPECT_FALSE(std::isnan(values[0]));
  EXPECT_EQ(values.size(), static_cast<std::size_t>(box.width()) * box.height());
}

TEST(Antialiasing, LeavesLargeAndWholeCellsAlone) {
  EXPECT_FALSE(antialiasing_smooths({}, 218, 335));
  EXPECT_FALSE(antialiasing_smooths({}, 109, 57));
  EXPECT_FALSE(antialiasing_smooths({}, 40, 41));
  EXPECT_TRUE(antialiasing_smooths({}, 1025, 57));
  EXPECT_TRUE(antialiasing_smooths({}, 109, 200));
}

}  // namespace
}  // namespace timbre::features
