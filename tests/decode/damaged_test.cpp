// Files that are not what they should be: an Error that names the file, or what can be read of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sound_files.hpp"
#include "support/golden.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/decode/decode.hpp"
#include "wav_bytes.hpp"

namespace timbre::decode {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string thousand_samples(2000, '\1');

std::string decode_error(const std::filesystem::path& path) {
  return test::message_of([&] { decode(path); });
}

void expect_error(const std::filesystem::path& path, const std::string& reason) {
  const std::string message = decode_error(path);
  EXPECT_THAT(message, StartsWith(path.string() + ": "));
  EXPECT_THAT(message, HasSubstr(reason));
  EXPECT_THAT(message, HasSubstr("; "));
  EXPECT_THROW(decode(path), Error);
}

TEST(NotARecording, IsNamedWithTheReason) {
  const test::Scratch folder;
  expect_error(folder / "missing.wav", "there is no such file");
  std::filesystem::create_directory(folder / "folder.wav");
  expect_error(folder / "folder.wav", "is a folder");
  expect_error(stored(folder / "zero.wav", ""), "has no bytes");
  expect_error(stored(folder / "text.wav", "These are words, and no sound is in them.\n"),
               "no audio that libsndfile reads");
  EXPECT_THROW(audio_info(folder / "text.wav"), Error);
}

TEST(AbsurdHeaders, AreRefused) {
  const test::Scratch folder;
  const auto refused = [&](const WavFile& file, const std::string& reason) {
    expect_error(stored(folder / "a.wav", file.bytes()), reason);
  };
  refused({.channels = 0, .data = thousand_samples}, "hannel");
  refused({.channels = 2000, .data = thousand_samples}, "hannels");
  refused({.rate = 0, .data = thousand_samples}, "");
  refused({.rate = 0xFFFFFFFF, .data = thousand_samples}, "");
  refused({.rate = 1, .data = thousand_samples}, "1 Hz, allowed are 1000 to 768000");
  refused({.rate = 2000000, .data = thousand_samples}, "2000000 Hz");
  refused({.format = 0x1234, .data = thousand_samples}, "");
  refused({.bits = 0, .data = thousand_samples}, "");
}

TEST(CutFiles, AreRefusedInTheHeader) {
  const test::Scratch folder;
  const std::string whole = WavFile{.data = thousand_samples}.bytes();
  for (const std::size_t size : {1, 11, 20, 36, 38, 44}) {
    expect_error(stored(folder / "a.wav", whole.substr(0, size)), "");
  }
}

TEST(CutFiles, GiveTheSamplesThatAreThere) {
  const test::Scratch folder;
  WavFile file{.data = thousand_samples, .declared_bytes = 0x7FFFFFFF};
  const Audio audio = decode(stored(folder / "a.wav", file.bytes()));
  EXPECT_EQ(audio.samples.size(), 1000u);
  EXPECT_LT(audio.samples.capacity(), 2000u);

  file.channels = 2;
  file.data += "\1\1\1";  // three quarters of a frame
  EXPECT_EQ(decode(stored(folder / "b.wav", file.bytes())).samples.size(), 500u);
}

// Whether the decoder notices depends on where in a block the file ends.
TEST(CutFiles, GiveABeginningOrAnErrorWhenTheyAreCompressed) {
  const test::Scratch folder;
  encode(folder / "a.flac", Container::flac_16, test::noise(50000, 1), 1, 22050);
  const std::string bytes = read_file(folder / "a.flac");
  const std::vector<float> whole = decode(folder / "a.flac").samples;
  for (std::size_t tenth = 1; tenth < 10; ++tenth) {
    const auto path = stored(folder / "cut.flac", bytes.substr(0, tenth * bytes.size() / 10));
    try {
      const std::vector<float> samples = decode(path).samples;
      EXPECT_LT(samples.size(), whole.size());
      EXPECT_TRUE(std::equal(samples.begin(), samples.end(), whole.begin()));
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), StartsWith(path.string()));
    }
  }
  const std::size_t header_size = 42;  // mark, size and the block that tells the length
  expect_error(stored(folder / "head.flac", bytes.substr(0, header_size)), "0 of 50000 samples");
}

TEST(DamagedFiles, NeverCrash) {
  const test::Scratch folder;
  for (const Container container : {Container::flac_16, Container::vorbis, Container::mp3}) {
    encode(folder / "a", container, test::noise(20000, 1, 0.1), 1, 22050);
    const std::string whole = read_file(folder / "a");
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
      std::string damaged = whole;
      for (std::uint32_t change = 0; change < 50; ++change) {
        const double place = (test::noise_at(2 * change, seed) + 1.0) / 2.0;
        damaged[static_cast<std::size_t>(place * static_cast<double>(whole.size()))] ^=
            static_cast<char>(1 + std::abs(100.0 * test::noise_at(2 * change + 1, seed)));
      }
      const auto path = stored(folder / "damaged", damaged);
      try {
        EXPECT_LT(decode(path).samples.size(), 1000000u);
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), StartsWith(path.string()));
      }
    }
  }
}

TEST(ImpossibleNumbers, AreRefusedWithTheirPlace) {
  const test::Scratch folder;
  for (const float bad : {NAN, INFINITY}) {
    const WavFile file{.format = 3, .bits = 32, .data = real_bytes<float>({0.5f, 0.25f, bad})};
    expect_error(stored(folder / "a.wav", file.bytes()), "sample 2 is not a finite number");
  }
}

TEST(Reasons, BelongToTheirFileOnManyThreads) {
  const test::Scratch folder;
  const auto no_channels = stored(folder / "a.wav", WavFile{.channels = 0}.bytes());
  const auto words = stored(folder / "b.wav", "These are words, and no sound is in them.\n");
  const std::string channels_reason = decode_error(no_channels), words_reason = decode_error(words);
  EXPECT_NE(channels_reason.substr(channels_reason.find(": ")),
            words_reason.substr(words_reason.find(": ")));
  set_thread_count(3);
  std::vector<std::string> reasons(300);
  parallel_for(300, [&](std::int64_t index) {
    reasons[index] = decode_error(index % 2 == 0 ? no_channels : words);
  });
  for (std::size_t index = 0; index < reasons.size(); ++index) {
    EXPECT_EQ(reasons[index], index % 2 == 0 ? channels_reason : words_reason);
  }
}

}  // namespace
}  // namespace timbre::decode
