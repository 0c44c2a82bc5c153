#include "timbre/report/exhibits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "report/spectrogram_picture.hpp"
#include "sample_run.hpp"
#include "support/scratch.hpp"
#include "timbre/core/file.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/decode/picture.hpp"

namespace timbre::report {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using timbre::test::Scratch;

std::vector<float> tone(double hz, int rate, double seconds) {
  std::vector<float> samples;
  for (int index = 0; index < rate * seconds; ++index) {
    samples.push_back(static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * hz * index / rate)));
  }
  return samples;
}

RunResults run_with(std::vector<WrongClip> first, std::vector<WrongClip> second) {
  RunResults run = test::sample_run(2);
  run.trials[0].worst_clips = std::move(first);
  run.trials[1].worst_clips = std::move(second);
  return run;
}

int brightness(const decode::Picture& picture, int row, int column) {
  const auto* pixel = &picture.pixels[3 * (row * picture.width + column)];
  return pixel[0] + pixel[1] + pixel[2];
}

int brightest_row(const decode::Picture& picture, int column) {
  int brightest = 0;
  for (int row = 0; row < picture.height; ++row) {
    if (brightness(picture, row, column) > brightness(picture, brightest, column)) brightest = row;
  }
  return brightest;
}

TEST(Exhibits, AreTheWorstOfAllTrials) {
  const RunResults run = run_with({{"a", 0, 1, 0.2f, 0.5f}, {"b", 0, 1, 0.3f, 0.5f}},
                                  {{"c", 0, 1, 0.1f, 0.5f}, {"a", 0, 1, 0.4f, 0.5f}});
  const auto exhibits = make_exhibits(*metrics::cpu_ranking(), run, {}, {.exhibits = 2});
  ASSERT_EQ(exhibits.size(), 2u);
  EXPECT_EQ(exhibits[0].clip.name, "c");
  EXPECT_EQ(exhibits[0].trial, 2);
  EXPECT_EQ(exhibits[1].clip.name, "a");
  EXPECT_EQ(exhibits[1].trial, 1);
  EXPECT_EQ(make_exhibits(*metrics::cpu_ranking(), run, {}).size(), 3u) << "a clip is shown once";
}

TEST(Exhibits, AreSeenAndHeard) {
  const Scratch folder;
  decode::write_wav(folder / "a.wav", tone(1000, 44100, 2), 44100);
  const auto exhibit = make_exhibits(*metrics::cpu_ranking(), run_with({{"a", 0, 1, 0, 1}}, {}),
                                     {{"a", folder / "a.wav"}})
                           .at(0);
  EXPECT_EQ(exhibit.problem, "");
  EXPECT_DOUBLE_EQ(exhibit.seconds, 2.0);
  EXPECT_EQ(decode::decode_picture(exhibit.picture, "a").width, spectrogram_width);
  write_file(folder / "sound.wav", exhibit.sound);
  const decode::Audio sound = decode::decode(folder / "sound.wav");
  EXPECT_EQ(sound.rate, 16000);
  EXPECT_EQ(sound.samples.size(), 32000u);
}

TEST(Exhibits, KeepTheBeginningOfALongClip) {
  const Scratch folder;
  decode::write_wav(folder / "a.wav", tone(500, 11025, 12), 11025);
  const auto exhibit = make_exhibits(*metrics::cpu_ranking(), run_with({{"a", 0, 1, 0, 1}}, {}),
                                     {{"a", folder / "a.wav"}})
                           .at(0);
  EXPECT_DOUBLE_EQ(exhibit.seconds, 12.0);
  write_file(folder / "sound.wav", exhibit.sound);
  const decode::Audio sound = decode::decode(folder / "sound.wav");
  EXPECT_EQ(sound.rate, 8000);
  EXPECT_EQ(sound.samples.size(), 80000u);
}

TEST(Exhibits, LeaveOutSoundsBeyondTheirBudget) {
  const Scratch folder;
  decode::write_wav(folder / "a.wav", tone(500, 8000, 1), 8000);
  const RunResults run = run_with({{"a", 0, 1, 0.1f, 1}, {"b", 0, 1, 0.2f, 1}}, {});
  const auto exhibits =
      make_exhibits(*metrics::cpu_ranking(), run,
                    {{"a", folder / "a.wav"}, {"b", folder / "a.wav"}}, {.sound_bytes = 20000});
  EXPECT_EQ(exhibits.at(0).sound.size(), 44u + 16000u);
  EXPECT_EQ(exhibits.at(1).sound, "");
  EXPECT_NE(exhibits.at(1).picture, "");
}

TEST(Exhibits, ShowPicturesAsTheyAre) {
  const Scratch folder;
  decode::Picture picture{4, 2, {}};
  for (int value = 0; value < 24; ++value) {
    picture.pixels.push_back(static_cast<std::uint8_t>(10 * value));
  }
  decode::write_png(folder / "a.PNG", picture);
  const auto exhibit = make_exhibits(*metrics::cpu_ranking(), run_with({{"a", 0, 1, 0, 1}}, {}),
                                     {{"a", folder / "a.PNG"}})
                           .at(0);
  EXPECT_EQ(decode::decode_picture(exhibit.picture, "a"), picture);
  EXPECT_EQ(exhibit.sound, "");
  EXPECT_EQ(exhibit.seconds, 0);
}

TEST(Exhibits, SayWhatCannotBeShown) {
  const Scratch folder;
  write_file(folder / "b.wav", "no sound");
  const RunResults run = run_with({{"a", 0, 1, 0.1f, 1}, {"b", 0, 1, 0.2f, 1}}, {});
  const auto exhibits = make_exhibits(*metrics::cpu_ranking(), run, {{"b", folder / "b.wav"}});
  EXPECT_THAT(exhibits.at(0).problem, HasSubstr("no such file"));
  EXPECT_THAT(exhibits.at(1).problem, HasSubstr("b.wav"));
}

TEST(SpectrogramPicture, ShowsAToneAtItsHeight) {
  // 1 kHz is 15 of the 45.2 mel up to 8 kHz (Slaney: 15 + 27 ln 8 / ln 6.4).
  const auto samples = tone(1000, 16000, 1);
  const decode::Picture picture = spectrogram_picture(samples, 16000);
  const int expected = static_cast<int>(spectrogram_height * (1 - 15 / 45.2));
  for (const int column : {0, spectrogram_width / 2, spectrogram_width - 1}) {
    EXPECT_NEAR(brightest_row(picture, column), expected, 2) << column;
  }
}

TEST(SpectrogramPicture, ShowsSilenceDark) {
  std::vector<float> samples = tone(1000, 16000, 1);
  std::fill(samples.begin() + 8000, samples.end(), 0.0f);
  const decode::Picture picture = spectrogram_picture(samples, 16000);
  EXPECT_LT(brightness(picture, 0, spectrogram_width - 1), 10);
  EXPECT_LT(brightness(spectrogram_picture(std::vector<float>(5), 16000), 0, 0), 10);
}

}  // namespace
}  // namespace timbre::report
