// Resizing, cropping and changing pictures beside Pillow, PyTorch and keras-preprocessing.
#include "timbre/features/picture/resize.hpp"

#include <gtest/gtest.h>

#include "golden_pictures.hpp"
#include "support/poison.hpp"
#include "support/tolerance.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/picture/affine.hpp"
#include "timbre/features/picture/crop.hpp"

namespace timbre::features {
namespace {

using test::expect_close;
using test::number_in;

const std::vector<std::pair<std::string, PictureFilter>> filters = {
    {"nearest", PictureFilter::nearest},
    {"box", PictureFilter::box},
    {"bilinear", PictureFilter::bilinear},
    {"aligned", PictureFilter::aligned}};

PictureFilter filter_of(const std::string& name) {
  return std::ranges::find(filters, name, &std::pair<std::string, PictureFilter>::first)->second;
}

TEST(PictureResize, IsPillowsToTheBit) {
  const Json file = test::golden("picture_resizing");
  for (const Json& golden : file.at("resized").items()) {
    const int width = number_in(golden, "width"), height = number_in(golden, "height");
    const ResizeOptions options{.width = number_in(golden, "new_width"),
                                .height = number_in(golden, "new_height"),
                                .filter = filter_of(golden.at("filter").text())};
    const PictureResize resize(height, width, options);
    std::vector<std::uint8_t> scratch(resize.scratch_size(), 77);
    std::vector<std::uint8_t> resized(3 * options.width * options.height, 77);
    resize.run(test::noisy_bytes(3 * width * height, 5), scratch, resized);
    EXPECT_EQ(resized, test::bytes_of(golden.at("pixels").text()))
        << golden.at("filter").text() << " " << width << " x " << height;
  }
}

TEST(PictureResize, ChecksItsMemory) {
  const PictureResize resize(4, 4, {.width = 2, .height = 2});
  std::vector<std::uint8_t> pixels(48), scratch(resize.scratch_size()), resized(12), less(11);
  resize.run(pixels, scratch, resized);
  EXPECT_THROW(resize.run(pixels, scratch, less), ContractError);
  EXPECT_THROW(resize.run(less, scratch, resized), ContractError);
  EXPECT_THROW(resize.run(pixels, less, resized), ContractError);
}

TEST(ResizeOptions, AreReadBack) {
  for (const auto& [name, filter] : filters) {
    const ResizeOptions options{.width = 224, .height = 100, .filter = filter, .crop = true};
    const std::string yaml = config::to_yaml(options);
    EXPECT_EQ(config::read<ResizeOptions>(config::Document::parse(yaml, "a.yaml")), options);
    EXPECT_NE(yaml.find(name), std::string::npos);
  }
}

TEST(CentreCrop, IsFastais) {
  const Json file = test::golden("picture_crop");
  for (const Json& golden : file.at("crops").items()) {
    const int height = number_in(golden, "height"), width = number_in(golden, "width");
    const int size = number_in(golden, "size");
    const ResizeOptions options{
        .width = size, .height = size, .filter = PictureFilter::aligned, .crop = true};
    const CentreCrop crop(height, width, options);
    EXPECT_EQ(crop.resized_height, number_in(golden, "resized_height"));
    EXPECT_EQ(crop.resized_width, number_in(golden, "resized_width"));
    EXPECT_EQ(crop.first_row, number_in(golden, "first_row"));
    EXPECT_EQ(crop.first_column, number_in(golden, "first_column"));
    const PictureResize resize(height, width, options);
    std::vector<std::uint8_t> scratch(resize.scratch_size()), square(3 * size * size, 77);
    resize.run(test::noisy_bytes(3 * height * width, 9), scratch, square);
    const std::vector<double> expected = golden.at("square").numbers();
    ASSERT_EQ(square.size(), expected.size());
    // Rounded to 8 bits along each axis; weights and places add 255 x 60 x 2^-23 at most.
    for (std::size_t at = 0; at < square.size(); ++at)
      EXPECT_NEAR(square[at], 255 * expected[at], 1.002) << at;
  }
}

TEST(CentreCrop, CutsTheMarginsOfDocument002) {
  const CentreCrop crop(400, 600, {.width = 224, .height = 224, .crop = true});
  EXPECT_EQ(crop.resized_height, 224);
  EXPECT_EQ(crop.resized_width, 336);
  EXPECT_EQ(crop.first_row, 0);
  EXPECT_EQ(crop.first_column, 56);
}

TEST(CentreCrop, OfPixelsIsTheMiddleOfTheResizedPicture) {
  const ResizeOptions options{.width = 2, .height = 3, .filter = PictureFilter::box, .crop = true};
  const PictureResize crop(6, 12, options);
  const PictureResize whole(6, 12, {.width = 6, .height = 3, .filter = PictureFilter::box});
  const std::vector<std::uint8_t> pixels = test::noisy_bytes(3 * 6 * 12, 4);
  std::vector<std::uint8_t> scratch(3 * 6 * 12), middle(3 * 2 * 3), all(3 * 6 * 3);
  crop.run(pixels, scratch, middle);
  whole.run(pixels, scratch, all);
  for (int row = 0; row < 3; ++row) {
    for (int at = 0; at < 6; ++at) EXPECT_EQ(middle[row * 6 + at], all[row * 18 + 6 + at]);
  }
}

TEST(PictureChange, IsKeras) {
  const Json file = test::golden("picture_resizing");
  const int rows = number_in(file, "rows"), columns = number_in(file, "columns");
  const int channels = number_in(file, "channels");
  const auto bytes = test::noisy_bytes(rows * columns * channels, 8);
  const std::vector<float> picture(bytes.begin(), bytes.end());
  for (const Json& golden : file.at("changed").items()) {
    const PictureChange change{.shear = golden.at("shear").number(),
                               .zoom_rows = golden.at("zoom_rows").number(),
                               .zoom_columns = golden.at("zoom_columns").number(),
                               .flip_rows = golden.at("flip_rows").boolean(),
                               .flip_columns = golden.at("flip_columns").boolean()};
    std::vector<float> changed = test::poisoned(picture.size()), from_bytes = changed;
    change_picture(change, rows, columns, channels, picture, changed);
    expect_close(changed, golden.at("values").numbers(),
                 {1e-6, 0x1p-23, "9 digits in the file; one float32 rounding"});
    change_picture(change, rows, columns, channels, bytes, from_bytes);
    EXPECT_EQ(from_bytes, changed);
  }
}

TEST(PictureChange, OfNothingIsThePicture) {
  const std::vector<float> picture = test::noise(5 * 4, 1);
  std::vector<float> changed = test::poisoned(picture.size());
  change_picture({}, 5, 4, 1, picture, changed);
  EXPECT_EQ(changed, picture);
  EXPECT_THROW(change_picture({}, 5, 5, 1, picture, changed), ContractError);
}

}  // namespace
}  // namespace timbre::features
