// From files of several rates to examples: what the device resamples and computes beside the CPU.
#include "timbre/cache/extract.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "cache/recordings.hpp"
#include "cuda/every_device.hpp"
#include "emulator/runtime/report.hpp"
#include "features/reference.hpp"
#include "resample/slow_resampy.hpp"
#include "support/tolerance.hpp"
#include "timbre/cache/recordings.hpp"
#include "timbre/features/mel_bands.hpp"
#include "timbre/resample/resample.hpp"

namespace timbre::test {
namespace {

using cache::AudioFile;
using cache::OnBadFile;
using testing::IsEmpty;

class DeviceExtractTest : public EveryDevice {
 protected:
  DeviceExtractTest() {
    cpu.options.features.segment = {.length = 2048, .hop = 1024};
    cpu.options.features.stft.n_fft = 256;
    cpu.options.features.stft.hop = 128;
    cpu.options.features.mel.bands = 12;
    cpu.options.features.delta.kind = features::DeltaKind::none;
  }

  cache::Extraction extract() {
    return cache::extract(device(), cpu.files, cpu.options, OnBadFile::fail, {.enabled = false});
  }
  cache::Recordings read_on(Device& chosen) const {
    return cache::read_recordings(chosen, cpu.files, cpu.options, OnBadFile::fail);
  }

  decode::Audio audio(std::size_t file) const { return decode::decode(cpu.files[file].path); }
  std::vector<float> resampled(std::size_t file) const {
    const decode::Audio heard = audio(file);
    return resample::resample(heard.samples, heard.rate, cpu.options.resample);
  }

  // How far the samples of a file may lie from the CPU's: both take the same weights, the device
  // adds one product after the other, the CPU in 16 sums; each rounding is 2^-24 of what has been
  // summed. Nothing is added where the rate is the right one.
  double sample_error(std::size_t file) const {
    const decode::Audio heard = audio(file);
    if (heard.rate == cpu.options.resample.rate) return 0.0;
    const auto slow = resample::slow_resampy(heard.samples, heard.rate, cpu.options.resample);
    return (slow.most_taps + 1 + slow.most_taps / 16 + 7) * 0x1p-24 * slow.most_weighed;
  }

  // Of one file: what the features of the CPU's samples may differ by on each side, and what the
  // samples' error e adds. It moves a bin by e times the window's sum, n_fft / 2, at most, and the
  // root of a band's sum by no more than the root of its weights' sum times that (Minkowski).
  void expect_features(std::span<const float> actual, std::span<const float> expected,
                       std::size_t file, double error) const {
    const features::FeatureOptions& options = cpu.options.features;
    const std::vector<float> samples = resampled(file);
    const std::vector<features::ClipWindow> clip = {{0, std::ssize(samples)}};
    const auto reference = reference_examples(options, cpu.options.resample.rate, samples, clip);
    ASSERT_EQ(actual.size(), reference.size());
    const auto bands = features::bands_of(options, cpu.options.resample.rate);
    const std::int64_t columns = features::example_shape(options).columns;
    std::vector<Expected> beside;
    for (std::size_t index = 0; index < reference.size(); ++index) {
      const auto band = static_cast<int>(static_cast<std::int64_t>(index) / columns) %
                        static_cast<int>(bands.count());
      double weights = 0.0;
      for (int tap = 0; tap < bands.taps(band); ++tap) {
        weights += bands.weights[static_cast<std::size_t>(bands.offset[band] + tap)];
      }
      const double amplitude = std::pow(10.0, reference[index].value / 20.0);
      const double moved = std::sqrt(weights) * error * options.stft.n_fft / 2;
      ASSERT_LT(moved, 0.1 * amplitude) << "the file is too quiet for this bound";
      beside.push_back({expected[index], 2.0 * reference[index].budget -
                                             20.0 * std::log10(1.0 - moved / amplitude)});
    }
    expect_within(actual, beside);
  }

  void expect_those_of_the_cpu(bool on_host = false) {
    const cache::Extraction there = cpu.extract_without_cache();
    const cache::Extraction here = extract();
    ASSERT_EQ(here.first, there.first);
    const std::int64_t size = features::example_shape(cpu.options.features).size();
    for (std::size_t file = 0; file < cpu.files.size(); ++file) {
      SCOPED_TRACE(cpu.files[file].name);
      const auto begin = static_cast<std::size_t>(here.first[file] * size);
      const auto count = static_cast<std::size_t>(here.first[file + 1] * size) - begin;
      ASSERT_GT(count, 0u);
      expect_features(std::span(here.examples.values).subspan(begin, count),
                      std::span(there.examples.values).subspan(begin, count), file,
                      on_host ? 0.0 : sample_error(file));
    }
  }

  Recordings cpu;
};
TIMBRE_ON_EVERY_DEVICE(DeviceExtractTest);

TEST_P(DeviceExtractTest, FilesOfEveryRateGiveTheExamplesOfTheCpu) {
  cpu.add("a.wav", 2, 44100);
  cpu.add("b.wav", 2, 22050);
  cpu.add("c.wav", 3, 48000);
  cpu.add("d.wav", 8, 96000);
  cpu.add("e.wav", 3, 44100);
  expect_those_of_the_cpu();
}

TEST_P(DeviceExtractTest, FilesOfTheRightRateStayAsTheyAre) {
  cpu.add("a.wav", 2);
  cpu.add("b.wav", 1);
  expect_those_of_the_cpu();
}

// Of 1000 numbers 999 are equal: a level may lie on the border of two colours.
TEST_P(DeviceExtractTest, PicturesAreDrawnOnTheDevice) {
  cpu.options.features.kind = features::ExampleKind::spectrogram_picture;
  cpu.options.features.picture.specgram = {.n_fft = 256, .overlap = 128};
  cpu.add("a.wav", 2);
  cpu.add("b.wav", 1);
  const cache::Extraction there = cpu.extract_without_cache();
  const std::uint64_t kernels = emulated::statistics().kernels;
  const cache::Extraction here = extract();
  if (GetParam() == "emulated") {
    EXPECT_GT(emulated::statistics().kernels, kernels);
  }
  ASSERT_EQ(here.first, there.first);
  ASSERT_EQ(here.pictures.values.size(), there.pictures.values.size());
  std::size_t different = 0;
  for (std::size_t at = 0; at < here.pictures.values.size(); ++at) {
    different += here.pictures.values[at] != there.pictures.values[at];
  }
  EXPECT_LE(1000 * different, here.pictures.values.size());
}

TEST_P(DeviceExtractTest, TheHostResamplesWhereTheDeviceHasNoFilter) {
  cpu.add("a.wav", 2, 44101);  // as many phases as samples in a second
  cpu.add("b.wav", 2, 22050);
  expect_those_of_the_cpu(true);
  cpu.options.resample.quality = resample::Quality::soxr_hq;
  cpu.add("c.wav", 2, 44100);
  expect_those_of_the_cpu(true);
}

TEST_P(DeviceExtractTest, RecordingsAreThoseOfTheCpu) {
  cpu.add("a.wav", 2, 44100);
  cpu.add("b.wav", 2, 22050);
  cpu.add("c.wav", 1, 8000);
  const cache::Recordings here = read_on(device()), there = read_on(*cpu.device);
  ASSERT_FALSE(here.is_compact());
  ASSERT_EQ(here.clips.size(), 3u);
  for (std::size_t file = 0; file < here.clips.size(); ++file) {
    SCOPED_TRACE(cpu.files[file].name);
    const auto samples = [&](const cache::Recordings& recordings) {
      return std::span(recordings.floats)
          .subspan(static_cast<std::size_t>(recordings.clips[file].offset),
                   static_cast<std::size_t>(recordings.clips[file].length));
    };
    expect_close(samples(here), samples(there),
                 {sample_error(file), 0.0, "roundings of both sums"});
  }
}

// 16 bits go up, nothing but examples comes back.
TEST_P(DeviceExtractTest, SamplesTravelInCompactFormAndOnce) {
  if (GetParam() != "emulated") GTEST_SKIP() << "asks the emulated device for its copies";
  cpu.add("a.wav", 2, 44100);
  cpu.add("b.wav", 2, 48000);
  const auto copies = [&] {
    const emulated::Statistics before = emulated::statistics();
    const cache::Extraction extraction = extract();
    const emulated::Statistics after = emulated::statistics();
    EXPECT_EQ(after.bytes_to_host - before.bytes_to_host,
              extraction.examples.values.size() * sizeof(float));
    return after.bytes_to_device - before.bytes_to_device;
  };
  const std::uint64_t few = copies();
  cpu.add("c.wav", 3, 44100);
  EXPECT_EQ(copies() - few, std::uint64_t{4} * 2048 * sizeof(std::int16_t));
}

}  // namespace
}  // namespace timbre::test
