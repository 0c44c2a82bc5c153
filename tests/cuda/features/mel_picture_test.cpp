// The device's pictures of mel levels in small, beside the CPU's, and how the plan uses the device.
#include <gmock/gmock.h>

#include "core/device.hpp"
#include "core/step_graph.hpp"
#include "cuda/features/mel_picture_rig.hpp"
#include "emulator/device.hpp"
#include "features/feature_plan.hpp"
#include "features/mel_picture_plan.hpp"
#include "features/picture/mel_picture_sets.hpp"
#include "makers.hpp"
#include "support/message.hpp"

namespace timbre::test {
namespace {

using namespace features;

class MelPictureTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(MelPictureTest);

// A long clip and a short one, each to its picture.
TEST_P(MelPictureTest, SmallPicturesAreThoseOfTheCpu) {
  for (const OptionSet& set : {mel_picture_sets()[0], mel_picture_sets()[4]}) {
    SCOPED_TRACE(set.name);
    const std::int64_t length = set.options.segment.length;
    const ClipBatch batch = noise_clips(std::vector<std::int64_t>{length, length - 37});
    const auto plan = features::plan(device(), set.options, set.sample_rate);
    expect_pictures(device_examples(device(), *plan, batch), mel_pictures_on_cpu(set, batch),
                    set.options.picture);
  }
}

TEST_P(MelPictureTest, NeighboursDoNotMatter) {
  for (const OptionSet& set : {mel_picture_sets()[0], mel_picture_sets()[3]}) {
    SCOPED_TRACE(set.name);
    const ClipBatch batch = noise_clips(std::vector<std::int64_t>{1537, 0, 700, 2400});
    const auto plan = features::plan(device(), set.options, set.sample_rate);
    const std::vector<float> together = device_examples(device(), *plan, batch);
    std::vector<float> singles;
    for (const ClipWindow& clip : batch.clips) {
      const auto pictures = device_examples(device(), *plan, batch.samples, {&clip, 1});
      singles.insert(singles.end(), pictures.begin(), pictures.end());
    }
    EXPECT_EQ(together, singles);
  }
}

TEST_P(MelPictureTest, TakesSamplesOfSixteenBits) {
  const OptionSet set = mel_picture_sets()[1];
  const ClipBatch batch = noise_clips(std::vector<std::int64_t>{900, 1500});
  const std::vector<std::int16_t> samples = in_sixteen_bits(batch.samples);
  const auto plan = features::plan(device(), set.options, set.sample_rate);
  EXPECT_EQ(device_examples(device(), *plan, samples, batch.clips),
            device_examples(device(), *plan, in_floats(samples), batch.clips));
}

TEST_P(MelPictureTest, RefusesWhatItCannotDraw) {
  FeatureOptions options = small_mel_pictures();
  options.stft.n_fft = 400;
  const auto refusal = [&] {
    return message_of([&] { features::plan(device(), options, 22050); });
  };
  EXPECT_THAT(refusal(), testing::HasSubstr("stft.n_fft = 400"));
  EXPECT_THAT(refusal(), testing::HasSubstr("use --device cpu"));
  options = small_mel_pictures();
  options.picture.figure = {2000, 100, 0.0, 1.0, 0.0, 1.0};
  options.picture.resize = {.width = 4, .height = 1, .filter = PictureFilter::box};
  EXPECT_THAT(refusal(), testing::HasSubstr("takes 100 rows of 2000 pixels"));
}

// What only the emulated device can tell.
class EmulatedMelPictureTest : public EmulatedDevice {
 protected:
  std::unique_ptr<cuda::CudaDevice> device = cuda::open_device("emulated");
};

// One for the levels of each clip, and two for all pictures together.
TEST_F(EmulatedMelPictureTest, ARunIsAFewKernelsAndNothingElse) {
  const OptionSet set = mel_picture_sets().front();
  const ClipBatch batch = noise_clips(std::vector<std::int64_t>{700, 0, 3000, 5});
  std::vector<float> pictures;
  const auto plan = features::plan(*device, set.options, set.sample_rate);
  const emulated::Statistics used = statistics_of(*device, *plan, batch, pictures);
  EXPECT_EQ(used.kernels, 3u + 2u);
  EXPECT_EQ(used.allocations, 0u);
  EXPECT_EQ(used.bytes_to_device, 0u);
  EXPECT_EQ(used.synchronisations, 1u);
}

TEST_F(EmulatedMelPictureTest, LevelsGoThroughDeviceMemoryAFewClipsAtATime) {
  for (const OptionSet& set : {mel_picture_sets()[0], mel_picture_sets()[3]}) {
    SCOPED_TRACE(set.name);
    const ClipBatch batch = noise_clips(std::vector<std::int64_t>{1537, 0, 700, 2400});
    const auto at_once = features::plan(*device, set.options, set.sample_rate);
    const auto by_one = cuda::mel_picture_plan(*device, set.options, set.sample_rate, 1);
    EXPECT_EQ(device_examples(*device, *by_one, batch), device_examples(*device, *at_once, batch));
  }
}

TEST_F(EmulatedMelPictureTest, TheOrderOfThreadsDoesNotMatter) {
  const OptionSet set = mel_picture_sets()[1];
  const ClipBatch batch = noise_clips(std::vector<std::int64_t>{3000});
  const auto plan = features::plan(*device, set.options, set.sample_rate);
  emulated::settings() = {};
  const std::vector<float> expected = device_examples(*device, *plan, batch);
  for (const auto order : {emulated::Order::reverse, emulated::Order::random}) {
    emulated::settings().threads = order;
    EXPECT_EQ(device_examples(*device, *plan, batch), expected);
  }
}

TEST_F(EmulatedMelPictureTest, TakesSegmentsThatTheDeviceNamesInACapturedStep) {
  const OptionSet set = mel_picture_sets()[3];
  const ClipBatch batch = noise_clips(std::vector<std::int64_t>{1537 + 2 * 700});
  const std::vector<std::int64_t> starts = {1400, 0};
  const Buffer input(*device, batch.samples.size() * sizeof(float));
  const Buffer places(*device, starts.size() * sizeof(std::int64_t));
  device->copy_in(input.as<float>(), batch.samples.data(), input.bytes());
  device->copy_in(places.as<std::int64_t>(), starts.data(), places.bytes());
  for (const std::size_t most_bytes : {std::size_t{1}, cuda::most_level_bytes}) {
    const auto plan = cuda::mel_picture_plan(*device, set.options, set.sample_rate, most_bytes);
    const std::vector<float> all = device_examples(*device, *plan, batch);
    const auto size = plan->shape().size();
    const Buffer output(*device, starts.size() * static_cast<std::size_t>(size) * sizeof(float));
    const cuda::StepGraph step(device->stream(), [&] {
      dynamic_cast<const cuda::StreamFeatures&>(*plan).enqueue_examples(
          input.as<const float>(), places.as<std::int64_t>(), std::ssize(starts),
          output.as<float>(), device->stream());
    });
    step.launch(device->stream());
    std::vector<float> pictures = poisoned(std::ssize(starts) * size);
    device->copy_out(pictures.data(), output.as<float>(), output.bytes());
    std::vector<float> expected(all.begin() + 2 * size, all.end());
    expected.insert(expected.end(), all.begin(), all.begin() + size);
    EXPECT_EQ(pictures, expected);
  }
}

}  // namespace
}  // namespace timbre::test
