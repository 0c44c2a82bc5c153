// How the plan uses the device: what only the emulated one can tell.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/step_graph.hpp"
#include "cuda/features/plan_rig.hpp"
#include "emulator/engine/settings.hpp"
#include "emulator/runtime/report.hpp"
#include "makers.hpp"

namespace timbre::test {
namespace {

using namespace features;

class EmulatedPlanTest : public testing::Test {
 protected:
  EmulatedPlanTest() {
    emulated::reset_device();
    emulated::take_reports();
    emulated::settings() = {};
  }
  ~EmulatedPlanTest() override {
    emulated::reset_device();
    for (const emulated::Report& report : emulated::take_reports()) ADD_FAILURE() << report.text;
    emulated::settings() = {};
  }

  static FeatureOptions small_options() {
    return {.segment = {600, 256},
            .stft = {.n_fft = 256, .hop = 128},
            .mel = {.bands = 6},
            .delta = {.width = 3}};
  }
};

TEST_F(EmulatedPlanTest, TheOrderOfThreadsDoesNotMatter) {
  const auto device = cuda::open_device("emulated");
  const auto plan = features::plan(*device, small_options(), 16000);
  const std::vector<std::int64_t> lengths = {2000, 700, 3};
  const ClipBatch batch = noise_clips(lengths);
  const std::vector<float> expected = device_examples(*device, *plan, batch);
  using emulated::Order;
  for (const Order order : {Order::reverse, Order::random}) {
    emulated::settings().threads = order;
    EXPECT_EQ(device_examples(*device, *plan, batch), expected);
  }
}

// Both launch one kernel, with much shared memory and with little.
TEST_F(EmulatedPlanTest, PlansLeaveEachOtherTheirMemory) {
  FeatureOptions large = small_options();
  large.segment.length = 12'000;
  large.mel.bands = 150;
  const auto device = cuda::open_device("emulated");
  const auto large_plan = features::plan(*device, large, 16000);
  const auto small_plan = features::plan(*device, small_options(), 16000);
  const ClipBatch batch = noise_clips(std::vector<std::int64_t>{12'000});
  const std::vector<float> examples = device_examples(*device, *large_plan, batch);
  device_examples(*device, *small_plan, batch);
  EXPECT_EQ(device_examples(*device, *large_plan, batch), examples);
}

TEST_F(EmulatedPlanTest, ARunIsOneKernelAndNothingElse) {
  const auto device = cuda::open_device("emulated");
  const auto plan = features::plan(*device, small_options(), 16000);
  const std::vector<std::int64_t> lengths = {2000, 0, 700};
  const ClipBatch batch = noise_clips(lengths);
  const Buffer input(*device, batch.samples.size() * sizeof(float));
  const Buffer output(*device, 8 * plan->shape().size() * sizeof(float));
  device->copy_in(input.as<float>(), batch.samples.data(), input.bytes());
  const emulated::Statistics before = emulated::statistics();
  plan->run(input.as<float>(), std::ssize(batch.samples), batch.clips, output.as<float>());
  device->wait();
  const emulated::Statistics after = emulated::statistics();
  EXPECT_EQ(after.kernels - before.kernels, 1u);
  EXPECT_EQ(after.allocations, before.allocations);
  EXPECT_EQ(after.bytes_to_device, before.bytes_to_device);
  EXPECT_EQ(after.bytes_on_device, before.bytes_on_device);
  EXPECT_EQ(after.synchronisations - before.synchronisations, 1u);
}

// The clips belong to the graph; what lies in the buffer of samples does not.
TEST_F(EmulatedPlanTest, ACapturedRunTakesNewSamples) {
  const auto device = cuda::open_device("emulated");
  const auto plan = features::plan(*device, small_options(), 16000);
  const std::vector<ClipWindow> clips = {{1, 1200}, {1300, 700}};
  const std::vector<float> first = noise(2000, 1, 0.3), second = noise(2000, 2, 0.3);
  std::vector<float> examples(4 * plan->shape().size());
  const Buffer input(*device, first.size() * sizeof(float));
  const Buffer output(*device, examples.size() * sizeof(float));
  const cuda::StepGraph graph(device->stream(), [&] {
    plan->run(input.as<float>(), std::ssize(first), clips, output.as<float>());
  });
  for (const std::vector<float>& samples : {first, second}) {
    device->copy_in(input.as<float>(), samples.data(), input.bytes());
    graph.launch(device->stream());
    device->copy_out(examples.data(), output.as<float>(), output.bytes());
    EXPECT_EQ(examples, device_examples(*device, *plan, samples, clips));
  }
}

}  // namespace
}  // namespace timbre::test
