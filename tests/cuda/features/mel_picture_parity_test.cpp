// The device's pictures of mel levels beside the CPU's, over the op table.
#include <gtest/gtest.h>

#include <cmath>

#include "cuda/features/mel_picture_rig.hpp"

namespace timbre::test {
namespace {

using namespace features;

// Clips longer than an example and shorter, of one sample and of none, a silent one, and one whose
// levels lie far apart.
ClipBatch mel_clips(const OptionSet& set) {
  const std::int64_t length = set.options.segment.length;
  ClipBatch batch =
      noise_clips(std::vector<std::int64_t>{length, 2 * length + 5, 0, 1, length / 3, length - 37});
  batch.add(std::vector<float>(static_cast<std::size_t>(length), 0.0f));
  batch.add(tone_above_noise(set));
  return batch;
}

class MelPictureParityTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(MelPictureParityTest);

TEST_P(MelPictureParityTest, PicturesAreThoseOfTheCpu) {
  for (const OptionSet& set : mel_picture_sets()) {
    SCOPED_TRACE(set.name);
    const ClipBatch batch = mel_clips(set);
    const auto plan = features::plan(device(), set.options, set.sample_rate);
    expect_pictures(device_examples(device(), *plan, batch), mel_pictures_on_cpu(set, batch),
                    set.options.picture);
  }
}

// Several pieces of 128 frames, the last one short.
TEST_P(MelPictureParityTest, LongClipsAreThoseOfTheCpu) {
  OptionSet set = mel_picture_sets().front();
  set.options.segment.length = 64 * 300;
  set.options.mel.bands = 100;
  const ClipBatch batch = noise_clips(std::vector<std::int64_t>{64 * 270 + 3, 900});
  const auto plan = features::plan(device(), set.options, set.sample_rate);
  expect_pictures(device_examples(device(), *plan, batch), mel_pictures_on_cpu(set, batch),
                  set.options.picture);
}

// The highest band of the last frame is the loudest, behind as many levels as leave a rest of four.
TEST_P(MelPictureParityTest, TheLastLevelMayBeTheLoudest) {
  const OptionSet set = mel_picture_sets()[3];
  ClipBatch batch;
  std::vector<float> samples = noise(1537, 4, 1e-2);
  for (std::size_t at = 1500; at < samples.size(); ++at)
    samples[at] += 0.5f * std::sin(2.6f * static_cast<float>(at));
  batch.add(samples);
  const auto plan = features::plan(device(), set.options, set.sample_rate);
  expect_pictures(device_examples(device(), *plan, batch), mel_pictures_on_cpu(set, batch),
                  set.options.picture);
}

}  // namespace
}  // namespace timbre::test
