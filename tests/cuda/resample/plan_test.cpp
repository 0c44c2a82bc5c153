// How the plan uses the device: what only the emulated one can tell; and the CPU's plan.
#include <gmock/gmock.h>

#include "cuda/resample/resample_rig.hpp"
#include "emulator/device.hpp"
#include "makers.hpp"
#include "support/message.hpp"

namespace timbre::test {
namespace {

using namespace resample;

class ResamplePlanTest : public EmulatedDevice {};

TEST_F(ResamplePlanTest, TheOrderOfThreadsDoesNotMatter) {
  const std::vector<std::int64_t> lengths = {2000, 700, 3};
  const SignalBatch batch = noise_signals(lengths);
  const auto device = cuda::open_device("emulated");
  const auto device_plan = plan(*device, 48000, {.quality = Quality::kaiser_fast});
  const std::vector<float> expected =
      device_resample(*device, *device_plan, batch.samples, batch.signals);
  in_every_order([&] {
    EXPECT_EQ(device_resample(*device, *device_plan, batch.samples, batch.signals), expected);
  });
}

TEST_F(ResamplePlanTest, ARunIsOneKernelAndNothingElse) {
  const auto device = cuda::open_device("emulated");
  const auto device_plan = plan(*device, 44100, {});
  const std::vector<std::int64_t> lengths = {2000, 0, 700};
  const SignalBatch batch = noise_signals(lengths);
  const Buffer input(*device, batch.samples.size() * sizeof(float));
  const Buffer output(*device, 1350 * sizeof(float));
  device->copy_in(input.as<float>(), batch.samples.data(), input.bytes());
  const emulated::Statistics before = emulated::statistics();
  device_plan->run(input.as<float>(), std::ssize(batch.samples), batch.signals, output.as<float>());
  device->wait();
  const emulated::Statistics after = emulated::statistics();
  EXPECT_EQ(after.kernels - before.kernels, 1u);
  EXPECT_EQ(after.allocations, before.allocations);
  EXPECT_EQ(after.bytes_to_device, before.bytes_to_device);
  EXPECT_EQ(after.synchronisations - before.synchronisations, 1u);
}

TEST(CpuResamplePlan, ResamplesEachSignal) {
  const auto cpu = open_cpu();
  cpu->makers().set(cpu_resample_plans());
  const std::vector<std::int64_t> lengths = {300, 0, 41};
  const SignalBatch batch = noise_signals(lengths);
  const auto cpu_plan = plan(*cpu, 44100, {});
  std::vector<float> expected;
  for (std::size_t index = 0; index < lengths.size(); ++index) {
    const std::vector<float> signal = resample::resample(batch.signal(index), 44100, {});
    expected.insert(expected.end(), signal.begin(), signal.end());
  }
  EXPECT_EQ(device_resample(*cpu, *cpu_plan, batch.samples, batch.signals), expected);
  const std::vector<SignalWindow> outside = {{100, std::ssize(batch.samples)}};
  EXPECT_THAT(message_of([&] { device_resample(*cpu, *cpu_plan, batch.samples, outside); }),
              testing::HasSubstr("outside of a buffer"));
}

}  // namespace
}  // namespace timbre::test
