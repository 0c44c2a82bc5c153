#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "sound_files.hpp"
#include "support/golden.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"
#include "timbre/decode/decode.hpp"

namespace timbre::decode {
namespace {

constexpr int rate = 22050;

// Noise whose values are multiples of a unit in the last place of `bits` bits.
std::vector<float> on_grid(std::size_t count, int bits) {
  std::vector<float> samples = test::noise(count, 1, 0.9);
  const float scale = std::ldexp(1.0f, bits - 1);
  for (float& sample : samples) sample = std::round(sample * scale) / scale;
  return samples;
}

std::vector<float> tone(std::size_t count) {
  std::vector<float> samples;
  for (std::size_t index = 0; index < count; ++index) {
    const double angle = 2.0 * std::numbers::pi * 440.0 * static_cast<double>(index) / rate;
    samples.push_back(static_cast<float>(0.5 * std::sin(angle)));
  }
  return samples;
}

TEST(Flac, IsReadExactly) {
  const test::Scratch folder;
  encode(folder / "16.flac", Container::flac_16, on_grid(20000, 16), 1, rate);
  EXPECT_EQ(decode(folder / "16.flac").samples, on_grid(20000, 16));
  encode(folder / "24.flac", Container::flac_24, on_grid(20000, 24), 1, rate);
  EXPECT_EQ(decode(folder / "24.flac").samples, on_grid(20000, 24));
  EXPECT_EQ(audio_info(folder / "24.flac").frames, 20000);
}

TEST(Flac, LosesTheBitsBelowThe16thWhenAsked) {
  const test::Scratch folder;
  encode(folder / "a.flac", Container::flac_24, on_grid(20000, 24), 1, rate);
  std::vector<float> expected = on_grid(20000, 24);
  for (float& sample : expected) sample = std::floor(sample * 32768.0f) / 32768.0f;
  EXPECT_EQ(decode(folder / "a.flac", {.truncate_to_16_bit = true}).samples, expected);
}

// The 36 bits behind the rate, channels and width: byte 21 keeps its upper half.
std::string with_flac_length(std::string bytes, char fill) {
  bytes[21] = static_cast<char>((bytes[21] & 0xF0) | (fill & 0x0F));
  for (int byte = 22; byte < 26; ++byte) bytes[byte] = fill;
  return bytes;
}

TEST(Flac, OfUnknownLengthIsCounted) {
  const test::Scratch folder;
  encode(folder / "a.flac", Container::flac_16, on_grid(20000, 16), 1, rate);
  const auto path = stored(folder / "s.flac", with_flac_length(read_file(folder / "a.flac"), 0));
  EXPECT_EQ(audio_info(path).frames, 20000);
  EXPECT_EQ(decode(path).samples, on_grid(20000, 16));
}

TEST(Flac, WithAnAbsurdLengthTakesNoMemoryForIt) {
  const test::Scratch folder;
  encode(folder / "a.flac", Container::flac_16, on_grid(20000, 16), 1, rate);
  const auto path =
      stored(folder / "h.flac", with_flac_length(read_file(folder / "a.flac"), '\xFF'));
  const Audio audio = decode(path);
  EXPECT_EQ(audio.samples, on_grid(20000, 16));
  EXPECT_LT(audio.samples.capacity(), std::size_t{1} << 23);
}

TEST(ULaw, IsReadAsTheSixteenBitsThatItStandsFor) {
  const test::Scratch folder;
  encode(folder / "u.wav", Container::u_law_wav, tone(3000), 1, rate);
  for (const float sample : decode(folder / "u.wav").samples) {
    EXPECT_EQ(sample * 32768.0f, std::round(sample * 32768.0f));
  }
}

class Lossy : public ::testing::TestWithParam<Container> {};

TEST_P(Lossy, SoundsAsBefore) {
  const test::Scratch folder;
  const std::vector<float> samples = tone(rate);
  encode(folder / "a", GetParam(), samples, 1, rate);
  const Audio audio = decode(folder / "a");
  EXPECT_EQ(audio.rate, rate);
  ASSERT_GE(audio.samples.size(), samples.size());
  double difference = 0.0, energy = 0.0;
  for (std::size_t index = 0; index < samples.size(); ++index) {
    difference += std::pow(audio.samples[index] - samples[index], 2);
    energy += std::pow(samples[index], 2);
  }
  EXPECT_LT(difference, 0.01 * energy) << "20 dB: the tone and not its noise, at its place in time";
}

TEST_P(Lossy, IsRoundedTo16BitsWhenAsked) {
  const test::Scratch folder;
  encode(folder / "a", GetParam(), tone(rate), 1, rate);
  const std::vector<float> samples = decode(folder / "a").samples;
  const std::vector<float> rounded = decode(folder / "a", {.truncate_to_16_bit = true}).samples;
  ASSERT_EQ(rounded.size(), samples.size());
  for (std::size_t index = 0; index < samples.size(); ++index) {
    ASSERT_EQ(rounded[index], std::nearbyint(samples[index] * 32768.0f) / 32768.0f) << index;
  }
}

INSTANTIATE_TEST_SUITE_P(Decode, Lossy, ::testing::Values(Container::vorbis, Container::mp3));

TEST(Lossy, AveragesChannels) {
  const test::Scratch folder;
  std::vector<float> interleaved;
  for (const float sample : tone(rate)) interleaved.insert(interleaved.end(), {sample, sample});
  encode(folder / "a.ogg", Container::vorbis, interleaved, 2, rate);
  const Audio audio = decode(folder / "a.ogg");
  EXPECT_EQ(audio.channels, 2);
  EXPECT_EQ(audio.samples.size(), static_cast<std::size_t>(rate));
}

}  // namespace
}  // namespace timbre::decode
