// Shared memory's banks in the transform alone.
#include "cuda/counting_rig.hpp"
#include "cuda/features/fft_rig.cuh"
#include "support/golden.hpp"

namespace timbre::test {
namespace {

class FftCountsTest : public CountedDevice {
 protected:
  template <int Points>
  static void expect_at_most_two_ways(double most_passes) {
    SCOPED_TRACE(std::to_string(Points) + " points");
    constexpr int frames = 4;
    device_powers<Points>(DeviceFactors(2 * Points, features::WindowKind::hann_periodic),
                          noise(frames * 2 * Points, 1));
    const emulated::KernelCounts& counted = counts("write_powers<" + std::to_string(Points) + ">");
    EXPECT_LE(counted.shared_loads.worst_ways, 2u);
    EXPECT_LE(counted.shared_stores.worst_ways, 2u);
    // A pass of the banks gives 128 bytes. The least that the bytes ask for is 1.
    const auto passes = counted.shared_loads.passes + counted.shared_stores.passes;
    const auto bytes = counted.shared_loads.bytes + counted.shared_stores.bytes;
    EXPECT_LE(128.0 * static_cast<double>(passes), most_passes * static_cast<double>(bytes));
    EXPECT_EQ(counted.barriers, 0u);
  }
};

TEST_F(FftCountsTest, NoBankIsAskedForMoreThanTwoWords) {
  expect_at_most_two_ways<128>(1.85);
  expect_at_most_two_ways<256>(1.25);
  expect_at_most_two_ways<512>(1.25);
  expect_at_most_two_ways<1024>(1.25);
  expect_at_most_two_ways<2048>(1.25);
}

}  // namespace
}  // namespace timbre::test
