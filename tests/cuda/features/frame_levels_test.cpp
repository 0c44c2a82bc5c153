// cuFFT's way to examples, for lengths that the fused kernel has not, beside the reference and the
// CPU; and beside the fused kernel's for one that it has.
#include "core/device.hpp"
#include "core/step_graph.hpp"
#include "cuda/features/plan_rig.hpp"
#include "emulator/device.hpp"
#include "features/cufft_plan.hpp"
#include "features/feature_plan.hpp"
#include "features/option_sets.hpp"
#include "features/reference.hpp"
#include "makers.hpp"

namespace timbre::test {
namespace {

using namespace features;

// Clips of several segments, of one, of none and of silence.
ClipBatch clips_of(const OptionSet& set) {
  const std::int64_t length = set.options.segment.length, hop = set.options.segment.hop;
  const std::vector<std::int64_t> lengths = {length + 3 * hop + 1, length - 1, length, 0};
  ClipBatch batch = noise_clips(lengths);
  batch.add(std::vector<float>(static_cast<std::size_t>(length), 0.0f));
  return batch;
}

class CufftPlanTest : public EmulatedDevice {
 protected:
  // Rounds of as many segments as have `frames` frames.
  std::unique_ptr<FeaturePlan> plan_of(const OptionSet& set, int frames) {
    return cuda::cufft_feature_plan(*device, set.options, set.sample_rate, transforms, frames);
  }

  // The first two segments, at places in device memory, are those of the clip.
  void expect_named_segments(FeaturePlan& plan, const ClipBatch& batch, std::int64_t hop) {
    const std::vector<float> all = device_examples(*device, plan, batch);
    const std::vector<std::int64_t> starts = {0, hop};
    const auto size = static_cast<std::size_t>(plan.shape().size());
    const Buffer input(*device, batch.samples.size() * sizeof(float));
    const Buffer places(*device, starts.size() * sizeof(std::int64_t));
    const Buffer output(*device, starts.size() * size * sizeof(float));
    device->copy_in(input.as<float>(), batch.samples.data(), input.bytes());
    device->copy_in(places.as<std::int64_t>(), starts.data(), places.bytes());
    const cuda::StepGraph step(device->stream(), [&] {
      dynamic_cast<const cuda::StreamFeatures&>(plan).enqueue_examples(
          input.as<const float>(), places.as<std::int64_t>(), std::ssize(starts),
          output.as<float>(), device->stream());
    });
    step.launch(device->stream());
    std::vector<float> examples = poisoned(starts.size() * size);
    device->copy_out(examples.data(), output.as<float>(), output.bytes());
    EXPECT_EQ(examples, std::vector<float>(all.begin(), all.begin() + std::ssize(examples)));
  }

  std::unique_ptr<cuda::CudaDevice> device = cuda::open_device("emulated");
  cuda::TransformCache transforms;
};

TEST_F(CufftPlanTest, AnyLengthGivesTheReferencesExamplesAndTheCpus) {
  for (const OptionSet& set : other_lengths()) {
    SCOPED_TRACE(set.name);
    const ClipBatch batch = clips_of(set);
    const auto plan = plan_of(set, static_cast<int>(2 * example_shape(set.options).columns));
    const auto reference =
        reference_examples(set.options, set.sample_rate, batch.samples, batch.clips);
    const std::vector<float> examples = device_examples(*device, *plan, batch);
    expect_within(examples, reference);
    const auto cpu_plan = features::plan(cpu_with_plans(), set.options, set.sample_rate);
    expect_within(examples, beside(examples_of(*cpu_plan, batch), reference));
  }
}

TEST_F(CufftPlanTest, AgreesWithTheFusedKernel) {
  const OptionSet set = {"fast",
                         {.segment = {1500, 700},
                          .stft = {.n_fft = 512, .hop = 200},
                          .mel = {.bands = 20},
                          .delta = {.kind = DeltaKind::filter, .width = 3}},
                         16000};
  const ClipBatch batch = clips_of(set);
  const auto reference =
      reference_examples(set.options, set.sample_rate, batch.samples, batch.clips);
  const auto fused = features::plan(*device, set.options, set.sample_rate);
  expect_within(device_examples(*device, *plan_of(set, 20), batch),
                beside(device_examples(*device, *fused, batch), reference));
}

TEST_F(CufftPlanTest, RoundsAndWidthsOfSamplesDoNotMatter) {
  const OptionSet set = other_lengths().front();
  ClipBatch batch = clips_of(set);
  const std::vector<std::int16_t> samples = in_sixteen_bits(batch.samples);
  batch.samples = in_floats(samples);
  const std::vector<float> expected = device_examples(*device, *plan_of(set, 1), batch);
  const auto plan = plan_of(set, 64);
  EXPECT_EQ(device_examples(*device, *plan, batch), expected);
  EXPECT_EQ(device_examples(*device, *plan, samples, batch.clips), expected);
}

// One in a round, and two in a round with room for a third, whose start nobody names.
TEST_F(CufftPlanTest, TakesSegmentsThatTheDeviceNamesInACapturedStep) {
  const OptionSet set = other_lengths().front();
  const auto columns = static_cast<int>(example_shape(set.options).columns);
  for (const int segments : {1, 3}) {
    SCOPED_TRACE(segments);
    const auto plan = plan_of(set, segments * columns);
    expect_named_segments(*plan, clips_of(set), set.options.segment.hop);
  }
}

// 450 columns of 128 bands: several blocks compute each of them.
TEST_F(CufftPlanTest, TheFusedKernelTakesLongSegmentsThatTheDeviceNames) {
  const FeatureOptions options = {.segment = {57'600, 20'000},
                                  .stft = {.n_fft = 256, .hop = 128},
                                  .mel = {.bands = 128, .low = 200.0},
                                  .delta = {.kind = DeltaKind::none}};
  const auto plan = features::plan(*device, options, 22050);
  expect_named_segments(*plan, noise_clips(std::vector<std::int64_t>{77'600}), options.segment.hop);
}

TEST_F(CufftPlanTest, PlansOfOneShapeShareATransformAndRunWithoutAllocations) {
  const OptionSet set = other_lengths().front();
  const ClipBatch batch = clips_of(set);
  const auto one = plan_of(set, 4), same = plan_of(set, 4), other = plan_of(set, 64);
  EXPECT_EQ(transforms.size(), 2u);
  device_examples(*device, *one, batch);
  const Buffer input(*device, batch.samples.size() * sizeof(float));
  const Buffer output(*device, 16 * static_cast<std::size_t>(one->shape().size()) * sizeof(float));
  device->copy_in(input.as<float>(), batch.samples.data(), input.bytes());
  const emulated::Statistics before = emulated::statistics();
  same->run(input.as<float>(), std::ssize(batch.samples), batch.clips, output.as<float>());
  device->wait();
  const emulated::Statistics after = emulated::statistics();
  EXPECT_EQ(after.allocations, before.allocations);
  EXPECT_EQ(after.bytes_to_device, before.bytes_to_device);
  EXPECT_EQ(after.synchronisations - before.synchronisations, 1u);
}

}  // namespace
}  // namespace timbre::test
