// What the resampling kernel moves, counted on the emulated device. The counts stand in
// bench/results/feature_counts.json. A test that fails prints what should stand there, should the
// change be wanted.
#include "cuda/counting_rig.hpp"
#include "cuda/recorded_counts.hpp"
#include "cuda/resample/resample_rig.hpp"
#include "makers.hpp"

namespace timbre::test {
namespace {

using namespace resample;

class ResampleCountsTest : public CountedDevice {
 protected:
  // One signal of 16 bits.
  static Json count_signal(int from, std::int64_t length) {
    const auto device = cuda::open_device("emulated");
    const auto device_plan = plan(*device, from, {});
    const std::vector<SignalWindow> signal = {{0, length}};
    std::vector<std::int16_t> samples;
    for (const float value : noise(static_cast<std::size_t>(length), 1, 0.3)) {
      samples.push_back(static_cast<std::int16_t>(std::floor(32768.0f * value)));
    }
    device_resample(*device, *device_plan, samples, signal);
    EXPECT_EQ(emulated::kernel_counts().size(), 1u);
    const std::int64_t least =
        sectors_of(length * std::int64_t{sizeof(std::int16_t)}) +
        sectors_of(device_plan->count(signal).front() * std::int64_t{sizeof(float)});
    return in_json(counts("resample_signals<short int, 4>"), least);
  }
};

TEST_F(ResampleCountsTest, HalvingTheRateMovesAtMost13TenthsOfTheLeast) {
  const Json counted = count_signal(44100, 4 * 44100);
  EXPECT_LE(counted.at("ratio").number(), 1.3);
  expect_recorded("feature_counts", "resample_44100_to_22050", counted);
}

// 190 kB of weights, which each block reads: 16 blocks fill the emulated device twice.
TEST_F(ResampleCountsTest, ManyPhasesAreReadOnceForEachBlock) {
  const Json counted = count_signal(48000, 48000);
  expect_recorded("feature_counts", "resample_48000_to_22050", counted);
}

}  // namespace
}  // namespace timbre::test
