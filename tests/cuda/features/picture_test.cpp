// The device's pictures in small, beside the CPU's, and how the plan uses the device.
#include <gmock/gmock.h>

#include "core/device.hpp"
#include "cuda/features/picture_rig.hpp"
#include "emulator/device.hpp"
#include "makers.hpp"
#include "support/message.hpp"

namespace timbre::test {
namespace {

using namespace features;

class PictureTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(PictureTest);

// One picture of each way to draw.
TEST_P(PictureTest, SmallPicturesAreThoseOfTheCpu) {
  for (OptionSet& set : picture_sets()) {
    if (set.options.segment.length > 1700 || set.options.picture.resize.width > 100) continue;
    SCOPED_TRACE(set.name);
    ClipBatch batch;
    batch.add(noise(static_cast<std::size_t>(set.options.segment.length), 1, 0.3));
    const auto plan = features::plan(device(), set.options, set.sample_rate);
    const auto cpu_plan = features::plan(cpu_with_plans(), set.options, set.sample_rate);
    expect_pictures(device_examples(device(), *plan, batch), examples_of(*cpu_plan, batch),
                    set.options.picture);
  }
}

TEST_P(PictureTest, NeighboursDoNotMatter) {
  const OptionSet set = picture_sets().front();
  const ClipBatch batch = picture_clips(set);
  const auto plan = features::plan(device(), set.options, set.sample_rate);
  const std::vector<float> together = device_examples(device(), *plan, batch);
  std::vector<float> singles;
  for (const ClipWindow& clip : batch.clips) {
    const auto begin = batch.samples.begin() + clip.offset;
    const std::vector<float> samples(begin, begin + clip.length);
    const std::vector<ClipWindow> alone = {{0, clip.length}};
    const auto pictures = device_examples(device(), *plan, samples, alone);
    singles.insert(singles.end(), pictures.begin(), pictures.end());
  }
  EXPECT_EQ(together, singles);
}

TEST_P(PictureTest, RefusesRowsThatItsSharedMemoryCannotHold) {
  FeatureOptions options = picture_sets().front().options;
  options.picture.figure.width = 2000;
  options.picture.figure.height = 100;
  options.picture.resize = {.width = 4, .height = 1, .filter = PictureFilter::box};
  const std::string message = message_of([&] { features::plan(device(), options, 22050); });
  EXPECT_THAT(message, testing::HasSubstr("takes 100 rows of 2000 pixels"));
  EXPECT_THAT(message, testing::HasSubstr("400000 bytes"));
  EXPECT_THAT(message, testing::HasSubstr("use --device cpu"));
}

// What only the emulated device can tell.
class EmulatedPictureTest : public EmulatedDevice {
 protected:
  std::unique_ptr<cuda::CudaDevice> device = cuda::open_device("emulated");
};

TEST_F(EmulatedPictureTest, ARunIsOneKernelAndNothingElse) {
  const OptionSet set = picture_sets().front();
  std::vector<float> pictures;
  const auto plan = features::plan(*device, set.options, set.sample_rate);
  const emulated::Statistics used = statistics_of(*device, *plan, picture_clips(set), pictures);
  EXPECT_EQ(used.kernels, 1u);
  EXPECT_EQ(used.allocations, 0u);
  EXPECT_EQ(used.bytes_to_device, 0u);
  EXPECT_EQ(used.synchronisations, 1u);
}

TEST_F(EmulatedPictureTest, TheOrderOfThreadsDoesNotMatter) {
  for (const OptionSet& set : {picture_sets()[1], picture_sets()[4]}) {
    SCOPED_TRACE(set.name);
    const ClipBatch batch = noise_clips(std::vector<std::int64_t>{set.options.segment.length});
    emulated::settings() = {};
    const auto plan = features::plan(*device, set.options, set.sample_rate);
    const std::vector<float> expected = device_examples(*device, *plan, batch);
    for (const auto order : {emulated::Order::reverse, emulated::Order::random}) {
      emulated::settings().threads = order;
      EXPECT_EQ(device_examples(*device, *plan, batch), expected);
    }
  }
}

}  // namespace
}  // namespace timbre::test
