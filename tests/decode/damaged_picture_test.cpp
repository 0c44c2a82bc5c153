// Picture files that are not what they should be: an Error that names the file, never a crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "png_bytes.hpp"
#include "sound_files.hpp"
#include "support/golden.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/decode/picture.hpp"

namespace timbre::decode {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string reason_of(const std::string& bytes) {
  return test::message_of([&] { decode_picture(bytes, "a.png"); });
}

PngFile grey_png(std::uint32_t width, std::uint32_t height) {
  return {.width = width,
          .height = height,
          .type = PngFile::grey,
          .rows = std::string(std::size_t{height} * (width + 1), '\0')};
}

std::string jpeg(int width, int height) {
  Picture picture{.width = width, .height = height, .pixels = {}};
  for (std::uint32_t index = 0; index < 3u * width * height; ++index) {
    picture.pixels.push_back(static_cast<std::uint8_t>(120.0 + 50.0 * test::noise_at(index, 2)));
  }
  return encode_jpeg(picture);
}

TEST(NotAPicture, IsNamedWithTheReason) {
  const test::Scratch folder;
  const auto reason = [](const std::filesystem::path& path) {
    return test::message_of([&] { decode_picture(path); });
  };
  EXPECT_EQ(reason(folder / "a.png"),
            (folder / "a.png").string() + ": there is no such file; check the path");
  EXPECT_THAT(reason(folder.folder()), HasSubstr("is a folder, not a picture"));
  EXPECT_THAT(reason(stored(folder / "b.png", "")), HasSubstr("has no bytes"));
  EXPECT_THAT(reason(stored(folder / "c.png", "words, words")),
              HasSubstr("is neither PNG nor JPEG; convert it or leave it out"));
}

TEST(AbsurdPictures, AreRefused) {
  PngFile file = grey_png(20000, 20000);
  file.rows.resize(500000);
  EXPECT_THAT(reason_of(file.bytes()), HasSubstr("20000 x 20000 pixels, allowed are 1 to"));
  file = grey_png(5, 5);
  file.width = file.height = 9999;
  EXPECT_THAT(reason_of(file.bytes()), HasSubstr("it promises more pixels than it can hold"));
  file.width = 0;
  EXPECT_THAT(reason_of(file.bytes()), HasSubstr("is a damaged PNG"));
  file = grey_png(5, 5);
  file.bits = 3;
  EXPECT_THAT(reason_of(file.bytes()), HasSubstr("is a damaged PNG"));
  file.bits = 8;
  file.type = PngFile::palette;
  EXPECT_THAT(reason_of(file.bytes()), HasSubstr("PLTE"));
}

TEST(CutPictures, AreRefusedWhereverTheyEnd) {
  const std::string whole = grey_png(9, 5).bytes();
  const std::size_t tail = 12 + 8;  // the end's own chunk, the checksums of the pixels
  EXPECT_NO_THROW(decode_picture(whole, "a.png"));
  for (std::size_t size = 8; size < whole.size() - tail; ++size) {
    EXPECT_THAT(reason_of(whole.substr(0, size)), StartsWith("a.png: is a damaged PNG (")) << size;
  }
  const std::string photograph = jpeg(40, 30);
  for (std::size_t size = 4; size < photograph.size() - 2; size += 7) {
    EXPECT_THAT(reason_of(photograph.substr(0, size)),
                AllOf(StartsWith("a.png: is a damaged JPEG ("), HasSubstr("; fetch it again")))
        << size;
  }
}

TEST(DamagedPictures, AreToldByTheirChecksum) {
  std::string file = grey_png(9, 5).bytes();
  file[20] ^= 1;  // in the header's width
  EXPECT_THAT(reason_of(file), HasSubstr("CRC"));
}

TEST(DamagedPictures, NeverCrash) {
  for (const std::string& whole : {grey_png(40, 30).bytes(), jpeg(40, 30)}) {
    for (std::uint32_t seed = 0; seed < 400; ++seed) {
      std::string damaged = whole;
      for (std::uint32_t change = 0; change <= seed % 8; ++change) {
        const double place = (test::noise_at(2 * change, seed) + 1.0) / 2.0;
        damaged[static_cast<std::size_t>(place * static_cast<double>(whole.size()))] ^=
            static_cast<char>(1 + std::abs(100.0 * test::noise_at(2 * change + 1, seed)));
      }
      try {
        const Picture picture = decode_picture(damaged, "a.png");
        EXPECT_EQ(picture.pixels.size(), 3u * picture.width * picture.height);
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), StartsWith("a.png: "));
      }
    }
  }
}

TEST(DamagedPictures, AreToldApartOnManyThreads) {
  const std::string png = grey_png(9, 5).bytes().substr(0, 40),
                    cut_jpeg = jpeg(40, 30).substr(0, 90);
  const std::string png_reason = reason_of(png), jpeg_reason = reason_of(cut_jpeg);
  EXPECT_NE(png_reason, jpeg_reason);
  set_thread_count(3);
  std::vector<std::string> reasons(300);
  parallel_for(300, [&](std::int64_t index) {
    reasons[index] = reason_of(index % 2 == 0 ? png : cut_jpeg);
  });
  for (std::size_t index = 0; index < reasons.size(); ++index) {
    EXPECT_EQ(reasons[index], index % 2 == 0 ? png_reason : jpeg_reason);
  }
}

}  // namespace
}  // namespace timbre::decode
