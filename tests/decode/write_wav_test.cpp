#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sound_files.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/decode/decode.hpp"
#include "wav_bytes.hpp"

namespace timbre::decode {
namespace {

TEST(WriteWav, WritesWhatDecodeReads) {
  const test::Scratch folder;
  std::vector<float> samples;
  for (int item = -32768; item < 32768; ++item) {
    samples.push_back(static_cast<float>(item) / 32768.0f);
  }
  write_wav(folder / "a.wav", samples, 16000);
  const Audio audio = decode(folder / "a.wav");
  EXPECT_EQ(audio.samples, samples);
  EXPECT_EQ(audio.rate, 16000);
}

TEST(WriteWav, WritesTheBytesOfAPlainWavFile) {
  const test::Scratch folder;
  write_wav(folder / "a.wav", {0.0f, 0.5f, -0.5f}, 22050);
  EXPECT_EQ(read_file(folder / "a.wav"),
            (WavFile{.data = integer_bytes({0, 16384, -16384}, 16)}.bytes()));
}

TEST(EncodeWav, GivesTheSameBytes) {
  const test::Scratch folder;
  const std::vector<float> samples = {0.0f, 0.5f, -0.5f, 7.0f, 0.6f / 32768};
  write_wav(folder / "a.wav", samples, 8000);
  EXPECT_EQ(encode_wav(samples, 8000), read_file(folder / "a.wav"));
}

TEST(WriteWav, ClipsAndRounds) {
  const test::Scratch folder;
  write_wav(folder / "a.wav", {1.0f, 7.0f, -1.0f, -7.0f, 0.6f / 32768, -0.6f / 32768}, 22050);
  const float highest = 32767.0f / 32768;
  EXPECT_EQ(decode(folder / "a.wav").samples,
            (std::vector{highest, highest, -1.0f, -1.0f, 1.0f / 32768, -1.0f / 32768}));
}

TEST(WriteWav, NamesTheFileThatCannotBeWritten) {
  const test::Scratch folder;
  const auto path = folder / "missing/a.wav";
  EXPECT_THAT(test::message_of([&] { write_wav(path, {0.0f}, 22050); }),
              ::testing::StartsWith(path.string() + ": cannot write; "));
}

TEST(WriteWav, RefusesWhatIsNoRecording) {
  const test::Scratch folder;
  EXPECT_THROW(write_wav(folder / "a.wav", {NAN}, 22050), ContractError);
  EXPECT_THROW(write_wav(folder / "a.wav", {0.0f}, 0), ContractError);
  EXPECT_FALSE(std::filesystem::exists(folder / "a.wav"));
}

}  // namespace
}  // namespace timbre::decode
