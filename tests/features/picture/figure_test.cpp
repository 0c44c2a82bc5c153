// Which value each pixel of a figure shows, beside Matplotlib's imshow and pcolormesh.
#include "timbre/features/picture/figure.hpp"

#include <gtest/gtest.h>

#include "golden_pictures.hpp"
#include "support/message.hpp"
#include "support/poison.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/picture/mel_axis.hpp"
#include "timbre/features/picture/mesh_plot.hpp"
#include "timbre/features/picture/resize.hpp"

namespace timbre::features {
namespace {

constexpr FigureOptions freesound{.width = 600, .height = 400};

TEST(PixelBoxes, AreWhereTheDocumentsPicturesAreNotWhite) {
  EXPECT_EQ(image_box({}), (PixelBox{.left = 54, .top = 35, .right = 389, .bottom = 252}));
  EXPECT_EQ(mesh_box(freesound), (PixelBox{.left = 75, .top = 48, .right = 540, .bottom = 350}));
}

TEST(ImageSources, AreImshows) {
  const Json golden = test::golden("picture_drawing");
  for (const Json& image : golden.at("images").items()) {
    const int rows = test::number_in(image, "rows"), columns = test::number_in(image, "columns");
    SCOPED_TRACE(testing::Message() << rows << " x " << columns);
    const PixelSources sources = image_sources(test::figure_of(image.at("figure")), rows, columns);
    EXPECT_EQ(sources.rows, test::integers_in(image, "row_sources"));
    EXPECT_EQ(sources.columns, test::integers_in(image, "column_sources"));
  }
}

// Frames of 512 samples at 44.1 kHz over the plot of a figure.
MeshShape mesh_of(const FigureOptions& figure) {
  return {.hop = 512,
          .sample_rate = 44100,
          .left = figure.left * figure.width,
          .right = figure.right * figure.width,
          .box = mesh_box(figure)};
}

TEST(Meshes, AreSpecshows) {
  const Json golden = test::golden("picture_drawing");
  for (const Json& mesh : golden.at("meshes").items()) {
    const int bands = test::number_in(mesh, "bands"), columns = test::number_in(mesh, "columns");
    SCOPED_TRACE(testing::Message() << bands << " x " << columns);
    const FigureOptions figure = test::figure_of(mesh.at("figure"));
    EXPECT_EQ(mesh_rows(figure, mel_row_edges(bands)), test::integers_in(mesh, "row_sources"));
    const FrameAxis frames(mesh_of(figure), columns);
    std::vector<int> sources(figure.width, PixelSources::margin);
    const PixelBox box = mesh_box(figure);
    for (int pixel = 0; pixel < box.width(); ++pixel) {
      EXPECT_EQ(frames.count(pixel), 1);
      sources[box.left + pixel] = frames.first(pixel);
    }
    EXPECT_EQ(sources, test::integers_in(mesh, "column_sources"));
  }
}

TEST(Meshes, WantEdgesThatAscend) {
  EXPECT_THROW(mesh_rows({}, std::vector<double>{0.0, 1.0, 1.0}), ContractError);
  EXPECT_THROW(mesh_rows({}, std::vector<double>{0.0}), ContractError);
}

// Three bands and two frames over four by three pixels.
TEST(Meshes, OfMeansCountWhatPixelsCover) {
  const FigureOptions figure{3, 4, 0.0, 1.0, 0.0, 1.0};
  const AxisTaps<int> rows = row_taps(figure, std::vector<double>{0.0, 1.0, 2.0, 3.0}, true);
  EXPECT_EQ(rows.first, (std::vector<int>{2, 1, 0, 0}));  // from the top
  EXPECT_EQ(rows.offset, (std::vector<int>{0, 1, 3, 5, 6}));
  EXPECT_EQ(rows.weights, (std::vector<int>{1 << 14, 10923, 5461, 5461, 10923, 1 << 14}));
  MeshShape shape = mesh_of(figure);
  shape.means = true;
  const FrameAxis frames(shape, 2);
  EXPECT_EQ(frames.total(), 2);
  EXPECT_EQ(frames.first(1), 0);
  ASSERT_EQ(frames.count(1), 2);
  EXPECT_EQ(frames.weight(1, 0), 1);
  EXPECT_EQ(frames.weight(1, 1), 1);
  EXPECT_EQ(frames.first(2), 1);
  EXPECT_EQ(frames.weight(2, 1), 2);

  const std::vector<float> levels = {0.0f, 3.0f, 9.0f, 6.0f, 12.0f, 0.0f};  // [frames, bands]
  std::vector<double> sums = test::poisoned<double>(3);
  std::vector<float> plot = test::poisoned(12);
  show_mesh(rows, frames, levels, sums, plot);
  EXPECT_EQ(plot[0], 9.0f);
  EXPECT_EQ(plot[2], 0.0f);
  EXPECT_NEAR(plot[1 * 3 + 1], (2 * 7.5 + 4.5) / 3, 1e-3);  // weights of 14 bits
  EXPECT_EQ(plot[3 * 3 + 1], 3.0f);
}

TEST(BoxSources, CountThePlotsOwnPixels) {
  const FigureOptions figure{
      .width = 5, .height = 4, .left = 0.2, .right = 0.8, .bottom = 0.25, .top = 0.75};
  EXPECT_EQ(box_sources(figure, image_box(figure)),
            (PixelSources{{-1, 0, 1, -1}, {-1, 0, 1, 2, -1}}));
}

// Document 004: the plot lands in rows 8 to 55 and columns 8 to 57 of 64 x 64.
TEST(ResizedSources, AreThoseOfTheResizedPicture) {
  const PixelSources sources = image_sources({}, 1025, 57);
  const PixelSources small = resized(sources, {.width = 64, .height = 64});
  const std::vector<int> rows = nearest_pixels(288, 64), columns = nearest_pixels(432, 64);
  for (int at = 0; at < 64; ++at) {
    EXPECT_EQ(small.rows[at], sources.rows[rows[at]]);
    EXPECT_EQ(small.columns[at], sources.columns[columns[at]]);
    EXPECT_EQ(small.rows[at] == PixelSources::margin, at < 8 || at > 55);
    EXPECT_EQ(small.columns[at] == PixelSources::margin, at < 8 || at > 57);
  }
}

TEST(FigureOptions, AreReadAndChecked) {
  using config::Document;
  const auto read = [](const std::string& text) {
    return config::read<FigureOptions>(Document::parse(text, "a.yaml"));
  };
  EXPECT_EQ(read("{}"), FigureOptions{});
  EXPECT_EQ(read("{width: 600, height: 400}"), freesound);
  EXPECT_NE(test::message_of([&] { read("right: 0.1"); }).find("leaves no pixel to the plot"),
            std::string::npos);
  EXPECT_THROW(read("top: 1.5"), RequestError);
  EXPECT_EQ(read(config::to_yaml(freesound)), freesound);
}

}  // namespace
}  // namespace timbre::features
