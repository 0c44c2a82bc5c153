// Which value each pixel of a figure shows, beside Matplotlib's imshow and pcolormesh.
#include "timbre/features/picture/figure.hpp"

#include <gtest/gtest.h>

#include "golden_pictures.hpp"
#include "support/message.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/picture/mel_axis.hpp"
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

TEST(MeshSources, AreSpecshows) {
  const Json golden = test::golden("picture_drawing");
  for (const Json& mesh : golden.at("meshes").items()) {
    const int bands = test::number_in(mesh, "bands"), columns = test::number_in(mesh, "columns");
    SCOPED_TRACE(testing::Message() << bands << " x " << columns);
    const PixelSources sources = mesh_sources(
        test::figure_of(mesh.at("figure")), mel_row_edges(bands), time_edges(columns, 512, 44100));
    EXPECT_EQ(sources.rows, test::integers_in(mesh, "row_sources"));
    EXPECT_EQ(sources.columns, test::integers_in(mesh, "column_sources"));
  }
}

TEST(MeshSources, WantEdgesThatAscend) {
  const std::vector<double> edges = {0.0, 1.0, 1.0}, none = {0.0};
  EXPECT_THROW(mesh_sources({}, edges, time_edges(3, 1, 1)), ContractError);
  EXPECT_THROW(mesh_sources({}, time_edges(3, 1, 1), none), ContractError);
}

TEST(BoxSources, CountThePlotsOwnPixels) {
  const FigureOptions figure{
      .width = 5, .height = 4, .left = 0.2, .right = 0.8, .bottom = 0.25, .top = 0.75};
  EXPECT_EQ(box_sources(figure), (PixelSources{{-1, 0, 1, -1}, {-1, 0, 1, 2, -1}}));
}

// Document 004: the plot lands in rows 8 to 55 and columns 8 to 57 of 64 x 64.
TEST(ResizedSources, AreThoseOfTheResizedPicture) {
  const PixelSources sources = image_sources({}, 1025, 57);
  const PixelSources small = resized(sources, 64, 64);
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
