// Pictures of every kind against Pillow's pixels and against files put together by hand.
#include "timbre/decode/picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "png_bytes.hpp"
#include "sound_files.hpp"
#include "support/golden.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"

namespace timbre::decode {
namespace {

using Pixels = std::vector<std::uint8_t>;

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  for (std::size_t place = 0; place < hex.size(); place += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(place, 2), nullptr, 16));
  }
  return bytes;
}

Picture golden_pixels(const Json& golden) {
  const std::string pixels = bytes_of(golden.at("pixels").text());
  return {.width = static_cast<int>(golden.at("width").integer()),
          .height = static_cast<int>(golden.at("height").integer()),
          .pixels = Pixels(pixels.begin(), pixels.end())};
}

Picture noisy_picture(int width, int height) {
  Picture picture{.width = width, .height = height, .pixels = {}};
  for (std::uint32_t index = 0; index < 3u * width * height; ++index) {
    picture.pixels.push_back(static_cast<std::uint8_t>(127.5 * (test::noise_at(index, 1) + 1.0)));
  }
  return picture;
}

TEST(Pictures, HavePillowsPixels) {
  const Json pictures = test::golden("picture_files");
  for (const Json& golden : pictures.at("pictures").items()) {
    const std::string& name = golden.at("name").text();
    if (name == "jpeg_cmyk") continue;
    SCOPED_TRACE(name);
    EXPECT_EQ(decode_picture(bytes_of(golden.at("file").text()), name), golden_pixels(golden));
  }
}

TEST(Pictures, InFourInksAreRefused) {
  const Json pictures = test::golden("picture_files");
  for (const Json& golden : pictures.at("pictures").items()) {
    if (golden.at("name").text() != "jpeg_cmyk") continue;
    const std::string file = bytes_of(golden.at("file").text());
    EXPECT_EQ(test::message_of([&] { decode_picture(file, "a.jpg"); }),
              "a.jpg: is a JPEG in CMYK; convert it to RGB or leave it out");
  }
}

// Two pixels of each kind; the second is the same colour everywhere: 0x11, 0x22, 0x33 or grey 0x99.
TEST(HandMadePng, OfEveryKindIsRead) {
  struct Kind {
    int type, bits;
    std::string row;
    Pixels pixels;
  };
  const std::string opaque = "\xFF", ignored_low = "\x7F";
  const std::vector<Kind> kinds = {
      {PngFile::grey, 1, "\x40", {0, 0, 0, 255, 255, 255}},
      {PngFile::grey, 2, "\x60", {0x55, 0x55, 0x55, 0xAA, 0xAA, 0xAA}},
      {PngFile::grey, 4, "\x19", {0x11, 0x11, 0x11, 0x99, 0x99, 0x99}},
      {PngFile::grey, 8, "\x01\x99", {1, 1, 1, 0x99, 0x99, 0x99}},
      {PngFile::grey, 16, "\x02\xFF\x99" + ignored_low, {2, 2, 2, 0x99, 0x99, 0x99}},
      {PngFile::colour, 8, "\1\2\3\x11\x22\x33", {1, 2, 3, 0x11, 0x22, 0x33}},
      {PngFile::colour,
       16,
       "\1\xFF\2\x80\3\x7F\x11\xFF\x22\xFF\x33\xFF",
       {1, 2, 3, 0x11, 0x22, 0x33}},
      {PngFile::palette, 1, "\x40", {1, 2, 3, 0x11, 0x22, 0x33}},
      {PngFile::palette, 2, "\x10", {1, 2, 3, 0x11, 0x22, 0x33}},
      {PngFile::palette, 4, "\x01", {1, 2, 3, 0x11, 0x22, 0x33}},
      {PngFile::palette, 8, std::string("\0\1", 2), {1, 2, 3, 0x11, 0x22, 0x33}},
      {PngFile::grey_alpha,
       8,
       std::string("\5\0", 2) + "\x99" + opaque,
       {5, 5, 5, 0x99, 0x99, 0x99}},
      {PngFile::grey_alpha,
       16,
       std::string("\5\1\0\0\x99\1\xFF\xFF", 8),
       {5, 5, 5, 0x99, 0x99, 0x99}},
      {PngFile::colour_alpha,
       8,
       std::string("\1\2\3\0\x11\x22\x33\x80", 8),
       {1, 2, 3, 0x11, 0x22, 0x33}},
      {PngFile::colour_alpha,
       16,
       std::string("\1\1\2\1\3\1\0\0\x11\xFF\x22\xFF\x33\xFF\x80\x80", 16),
       {1, 2, 3, 0x11, 0x22, 0x33}},
  };
  for (const Kind& kind : kinds) {
    SCOPED_TRACE(testing::Message() << "type " << kind.type << ", " << kind.bits << " bits");
    PngFile file{.width = 2, .height = 1, .bits = kind.bits, .type = kind.type};
    file.rows = std::string(1, '\0') + kind.row;
    if (kind.type == PngFile::palette) file.palette_bytes = "\1\2\3\x11\x22\x33";
    const Picture expected{.width = 2, .height = 1, .pixels = kind.pixels};
    EXPECT_EQ(decode_picture(file.bytes(), "a.png"), expected);
    file.gamma = 45455;
    EXPECT_EQ(decode_picture(file.bytes(), "a.png"), expected) << "gamma is ignored";
    if (kind.type == PngFile::palette) file.transparent_bytes = std::string("\0\x40", 2);
    if (kind.type == PngFile::grey) file.transparent_bytes = std::string("\0\1", 2);
    if (kind.type == PngFile::colour) file.transparent_bytes = std::string("\0\1\0\2\0\3", 6);
    EXPECT_EQ(decode_picture(file.bytes(), "a.png"), expected) << "transparency is ignored";
  }
}

// Adam7 sends eighths of the picture first: the start and the step of each pass.
TEST(HandMadePng, MayBeInterlaced) {
  struct Pass {
    int row, row_step, column, column_step;
  };
  const std::vector<Pass> passes = {{0, 8, 0, 8}, {0, 8, 4, 8}, {4, 8, 0, 4}, {0, 4, 2, 4},
                                    {2, 4, 0, 2}, {0, 2, 1, 2}, {1, 2, 0, 1}};
  const Picture picture = noisy_picture(11, 9);
  PngFile file{.width = 11, .height = 9, .interlaced = true};
  for (const Pass& pass : passes) {
    for (int row = pass.row; row < picture.height; row += pass.row_step) {
      file.rows += '\0';
      for (int column = pass.column; column < picture.width; column += pass.column_step) {
        const auto* pixel = &picture.pixels[3 * (row * picture.width + column)];
        file.rows.append(pixel, pixel + 3);
      }
    }
  }
  EXPECT_EQ(decode_picture(file.bytes(), "a.png"), picture);
}

TEST(WrittenPictures, AreReadBack) {
  const test::Scratch folder;
  for (const auto& [width, height] : {std::pair{1, 1}, std::pair{300, 7}, std::pair{3, 200}}) {
    const Picture picture = noisy_picture(width, height);
    write_png(folder / "a.png", picture);
    EXPECT_EQ(decode_picture(folder / "a.png"), picture);
    EXPECT_EQ(read_file(folder / "a.png"), encode_png(picture));
  }
  EXPECT_THROW(encode_png({.width = 2, .height = 2, .pixels = Pixels(11)}), ContractError);
  EXPECT_THROW(encode_jpeg({.width = 0, .height = 0, .pixels = {}}), ContractError);
}

TEST(WrittenPictures, InJpegComeClose) {
  Picture picture{.width = 40, .height = 30, .pixels = {}};
  for (int index = 0; index < 40 * 30; ++index) {
    for (const int value : {4 * (index % 40), 6 * (index / 40), 100}) {
      picture.pixels.push_back(static_cast<std::uint8_t>(value));
    }
  }
  const Picture read = decode_picture(encode_jpeg(picture, 100), "a.jpg");
  ASSERT_EQ(read.pixels.size(), picture.pixels.size());
  for (std::size_t index = 0; index < read.pixels.size(); ++index) {
    // Chroma is averaged over 2 x 2 pixels, which differ by up to 6 here.
    EXPECT_NEAR(read.pixels[index], picture.pixels[index], 8) << index;
  }
  EXPECT_LT(encode_jpeg(picture, 10).size(), encode_jpeg(picture, 100).size());
}

TEST(WrittenPictures, NeedAPlace) {
  const test::Scratch folder;
  stored(folder / "file", "x");
  EXPECT_THROW(write_png(folder / "file/a.png", noisy_picture(2, 2)), Error);
}

}  // namespace
}  // namespace timbre::decode
