// Colours and the choice among them beside Matplotlib's.
#include "timbre/features/picture/colour_map.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "golden_pictures.hpp"

namespace timbre::features {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

const std::vector<std::pair<std::string, ColourMap>> maps = {{"viridis", ColourMap::viridis},
                                                             {"magma", ColourMap::magma},
                                                             {"inferno", ColourMap::inferno},
                                                             {"jet", ColourMap::jet}};

void expect_table(const Json& golden, const std::string& kind, const ColourTable& table) {
  std::array<double, 3> sums{};
  for (int index = 0; index < colour_count; ++index) {
    const Colour& colour = table[index];
    const std::array<std::uint8_t, 3> channels = {colour.red, colour.green, colour.blue};
    for (int channel = 0; channel < 3; ++channel)
      sums[channel] += (index + 1.0) * channels[channel];
    if (index % 15 != 0) continue;
    const std::vector<double> entry = golden.at(kind + "_entries").items()[index / 15].numbers();
    EXPECT_EQ((std::vector<double>(channels.begin(), channels.end())), entry) << kind << index;
  }
  EXPECT_EQ((std::vector<double>(sums.begin(), sums.end())),
            golden.at(kind + "_weighted_sums").numbers())
      << kind;
}

TEST(ColourTables, AreMatplotlibs) {
  const Json golden = test::golden("picture_colours");
  for (std::size_t index = 0; index < maps.size(); ++index) {
    const Json& expected = golden.at("maps").items()[index];
    SCOPED_TRACE(expected.at("name").text());
    ASSERT_EQ(expected.at("name").text(), maps[index].first);
    expect_table(expected, "cut", colour_table(maps[index].second, ColourRounding::down));
    expect_table(expected, "rounded", colour_table(maps[index].second, ColourRounding::nearest));
  }
}

TEST(ColourTables, EndInWhite) {
  const ColourTable table = colour_table(ColourMap::magma, ColourRounding::down);
  EXPECT_EQ(table[no_colour], (Colour{255, 255, 255}));
}

TEST(ColourIndex, IsMatplotlibs) {
  const Json golden = test::golden("picture_colours");
  for (const Json& expected : golden.at("ranges").items()) {
    const ValueRange range{static_cast<float>(expected.at("low").number()),
                           static_cast<float>(expected.at("high").number())};
    std::vector<int> indices;
    for (const double value : expected.at("values").numbers()) {
      indices.push_back(colour_index(static_cast<float>(value), range));
    }
    EXPECT_EQ(indices, test::integers_in(expected, "indices")) << range.low << " " << range.high;
  }
}

TEST(ColourIndex, HasNoneForWhatIsNoNumber) {
  for (const float value : {nan, infinity, -infinity}) {
    EXPECT_EQ(colour_index(value, {0.0f, 1.0f}), no_colour);
    EXPECT_EQ(colour_index(value, {0.0f, 0.0f}), no_colour);
  }
}

TEST(FiniteRange, LeavesOutWhatIsNoNumber) {
  EXPECT_EQ(finite_range(std::vector<float>{3.0f, -infinity, nan, -2.0f, infinity}),
            (ValueRange{-2.0f, 3.0f}));
  EXPECT_EQ(finite_range(std::vector<float>{5.0f}), (ValueRange{5.0f, 5.0f}));
  EXPECT_EQ(finite_range(std::vector<float>{-infinity, nan}), ValueRange{});
  EXPECT_EQ(finite_range({}), ValueRange{});
}

}  // namespace
}  // namespace timbre::features
