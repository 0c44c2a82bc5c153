// WAV files of every width, against the numbers that their bytes stand for.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sound_files.hpp"
#include "support/scratch.hpp"
#include "timbre/decode/decode.hpp"
#include "wav_bytes.hpp"

namespace timbre::decode {
namespace {

constexpr DecodeOptions truncated{.truncate_to_16_bit = true};

class IntegerWav : public ::testing::TestWithParam<int> {
 protected:
  const int bits_ = GetParam();
  const double scale_ = std::ldexp(1.0, bits_ - 1);
  const std::int64_t highest_ = (std::int64_t{1} << (bits_ - 1)) - 1;
  const std::vector<std::int64_t> items_ = {0, 1, -1, 2, -2, 100, -100, highest_, -highest_ - 1};
  const test::Scratch folder_;

  std::filesystem::path write(int format) const {
    return stored(
        folder_ / "a.wav",
        WavFile{
            .format = format, .rate = 44100, .bits = bits_, .data = integer_bytes(items_, bits_)}
            .bytes());
  }

  std::vector<float> as_fractions() const {
    std::vector<float> samples;
    for (const std::int64_t item : items_) {
      samples.push_back(static_cast<float>(static_cast<double>(item) / scale_));
    }
    return samples;
  }
};

TEST_P(IntegerWav, IsReadExactly) {
  for (const int format : {1, 0xFFFE}) {
    const Audio audio = decode(write(format));
    EXPECT_EQ(audio.samples, as_fractions());
    EXPECT_EQ(audio.rate, 44100);
    EXPECT_EQ(audio.channels, 1);
  }
}

TEST_P(IntegerWav, LosesTheBitsBelowThe16thWhenAsked) {
  std::vector<float> expected;
  for (const std::int64_t item : items_) {
    const std::int64_t top = bits_ < 16 ? item << (16 - bits_) : item >> (bits_ - 16);
    expected.push_back(static_cast<float>(static_cast<double>(top) / 32768.0));
  }
  EXPECT_EQ(decode(write(1), truncated).samples, expected);
}

TEST_P(IntegerWav, TellsItsLengthWithoutBeingDecoded) {
  const AudioInfo info = audio_info(write(1));
  EXPECT_EQ(info.frames, 9);
  EXPECT_EQ(info.rate, 44100);
  EXPECT_EQ(info.channels, 1);
}

INSTANTIATE_TEST_SUITE_P(Bits, IntegerWav, ::testing::Values(8, 16, 24, 32));

template <typename Real>
std::filesystem::path write_real(const test::Scratch& folder, const std::vector<Real>& samples) {
  return stored(
      folder / "r.wav",
      WavFile{.format = 3, .bits = 8 * static_cast<int>(sizeof(Real)), .data = real_bytes(samples)}
          .bytes());
}

TEST(RealWav, IsReadAsItStands) {
  const test::Scratch folder;
  const std::vector<float> samples = {0.0f, 1.0f, -1.0f, 1e-9f, 0.1f, 2.5f, -1e6f};
  EXPECT_EQ(decode(write_real(folder, samples)).samples, samples);
  EXPECT_EQ(decode(write_real(folder, std::vector<double>{0.5, 0.1})).samples,
            (std::vector{0.5f, 0.1f}));
}

TEST(RealWav, IsRoundedAndClippedTo16BitsWhenAsked) {
  const test::Scratch folder;
  const auto path = write_real<float>(
      folder, {0.6f / 32768, 1.5f / 32768, 2.5f / 32768, -0.6f / 32768, 1.0f, 3.0f, -1.0f, -3.0f});
  const float highest = 32767.0f / 32768;
  EXPECT_EQ(decode(path, truncated).samples,
            (std::vector{1.0f / 32768, 2.0f / 32768, 2.0f / 32768, -1.0f / 32768, highest, highest,
                         -1.0f, -1.0f}));
}

TEST(Channels, AreAveragedInFloatInTheirOrder) {
  const test::Scratch folder;
  for (const int channels : {2, 3, 6}) {
    std::vector<std::int64_t> items;
    std::vector<float> expected;
    for (int frame = 0; frame < 100; ++frame) {
      float sum = 0.0f;
      for (int channel = 0; channel < channels; ++channel) {
        items.push_back((frame * 7919 + channel * 104729) % 65536 - 32768);
        sum += static_cast<float>(items.back()) / 32768.0f;
      }
      expected.push_back(sum / static_cast<float>(channels));
    }
    const auto path = stored(
        folder / "c.wav", WavFile{.channels = channels, .data = integer_bytes(items, 16)}.bytes());
    const Audio audio = decode(path);
    EXPECT_EQ(audio.samples, expected);
    EXPECT_EQ(audio.channels, channels);
    EXPECT_EQ(audio_info(path).frames, 100);
  }
}

// Longer than a read, and not a multiple of one, with a number of channels that does not divide it.
TEST(LongRecordings, AreReadInPiecesWithoutASeam) {
  const test::Scratch folder;
  for (const int channels : {1, 3}) {
    std::vector<std::int64_t> items;
    std::vector<float> expected;
    for (int frame = 0; frame < 50001; ++frame) {
      for (int channel = 0; channel < channels; ++channel) items.push_back(frame % 65536 - 32768);
      expected.push_back(static_cast<float>(items.back()) / 32768.0f);
    }
    const auto path = stored(
        folder / "l.wav", WavFile{.channels = channels, .data = integer_bytes(items, 16)}.bytes());
    EXPECT_EQ(decode(path).samples, expected);
  }
}

TEST(EmptyRecordings, HaveNoSamples) {
  const test::Scratch folder;
  const auto path = stored(folder / "e.wav", WavFile{}.bytes());
  EXPECT_TRUE(decode(path).samples.empty());
  EXPECT_EQ(decode(path).rate, 22050);
  EXPECT_EQ(audio_info(path).frames, 0);
}

}  // namespace
}  // namespace timbre::decode
