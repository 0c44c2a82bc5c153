// The device's pictures of every kind beside the CPU's, and beside Matplotlib's and Pillow's.
#include "core/device.hpp"
#include "core/step_graph.hpp"
#include "cuda/features/picture_rig.hpp"
#include "emulator/device.hpp"
#include "features/feature_plan.hpp"
#include "features/picture/golden_pictures.hpp"
#include "features/picture_plan.hpp"
#include "makers.hpp"

namespace timbre::test {
namespace {

using namespace features;

class PictureParityTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(PictureParityTest);

TEST_P(PictureParityTest, PicturesAreThoseOfTheCpu) {
  std::vector<OptionSet> sets = picture_sets();
  sets.push_back(many_levels());
  for (const OptionSet& set : sets) {
    SCOPED_TRACE(set.name);
    ClipBatch batch = picture_clips(set);
    const std::vector<std::int16_t> samples = in_sixteen_bits(batch.samples);
    const auto plan = features::plan(device(), set.options, set.sample_rate);
    const auto cpu_plan = features::plan(cpu_with_plans(), set.options, set.sample_rate);
    ASSERT_EQ(plan->shape(), cpu_plan->shape());
    expect_pictures(device_examples(device(), *plan, batch), examples_of(*cpu_plan, batch),
                    set.options.picture);
    batch.samples = in_floats(samples);
    const std::vector<float> pictures = device_examples(device(), *plan, samples, batch.clips);
    expect_pictures(pictures, examples_of(*cpu_plan, batch), set.options.picture);
    EXPECT_EQ(pictures, device_examples(device(), *plan, batch));
  }
}

// The picture that the network of document 004 sees.
TEST_P(PictureParityTest, TheGenrePictureIsMatplotlibsAndPillows) {
  const Json file = golden("picture_drawing");
  const Json& wanted = file.at("specgram");
  const auto length = static_cast<int>(wanted.at("tone").at("count").integer());
  ClipBatch batch;
  batch.add(tone_burst(ToneBurst::from(wanted.at("tone"), static_cast<std::size_t>(length))));
  FeatureOptions options{.segment = {length, length}, .kind = ExampleKind::spectrogram_picture};
  options.picture.figure = figure_of(wanted.at("figure"));
  const auto plan = features::plan(device(), options, 22050);
  const ColourTable colours = colour_table(ColourMap::inferno, ColourRounding::down);
  const std::vector<int> rows = integers_in(wanted, "picture_rows");
  const std::vector<int> columns = integers_in(wanted, "picture_columns");
  const std::vector<std::uint8_t> indices = bytes_of(wanted.at("picture_indices").text());
  std::vector<float> expected;
  std::size_t next = 0;
  for (int row = 0; row < 64; ++row) {
    for (int column = 0; column < 64; ++column) {
      const bool in_plot =
          row >= rows[0] && row <= rows[1] && column >= columns[0] && column <= columns[1];
      const Colour colour = colours[in_plot ? indices[next++] : no_colour];
      for (const std::uint8_t byte : {colour.red, colour.green, colour.blue})
        expected.push_back(byte);
    }
  }
  expect_pictures(device_examples(device(), *plan, batch), expected, options.picture);
}

class ManyLevelsTest : public EmulatedDevice {
 protected:
  std::unique_ptr<cuda::CudaDevice> device = cuda::open_device("emulated");
};

TEST_F(ManyLevelsTest, LevelsGoThroughDeviceMemoryAFewPicturesAtATime) {
  const OptionSet set = many_levels();
  const ClipBatch batch = noise_clips(std::vector<std::int64_t>{656 + 200, 3, 656});
  const auto at_once = features::plan(*device, set.options, set.sample_rate);
  const std::size_t levels = sizeof(float) * 129 * 401;
  const auto by_two = cuda::picture_plan(*device, set.options, 2 * levels + 1);
  const auto by_one = cuda::picture_plan(*device, set.options, 1);
  std::vector<float> expected, pictures;
  EXPECT_EQ(statistics_of(*device, *at_once, batch, expected).kernels, 1u);
  EXPECT_EQ(statistics_of(*device, *by_two, batch, pictures).kernels, 2u);
  EXPECT_EQ(pictures, expected);
  EXPECT_EQ(statistics_of(*device, *by_one, batch, pictures).kernels, 3u);
  EXPECT_EQ(pictures, expected);
}

// One picture in a launch, and both.
TEST_F(ManyLevelsTest, TakesSegmentsThatTheDeviceNamesInACapturedStep) {
  const OptionSet set = many_levels();
  const ClipBatch batch = noise_clips(std::vector<std::int64_t>{656 + 2 * 200});
  const std::vector<std::int64_t> starts = {400, 0};
  const Buffer input(*device, batch.samples.size() * sizeof(float));
  const Buffer places(*device, starts.size() * sizeof(std::int64_t));
  device->copy_in(input.as<float>(), batch.samples.data(), input.bytes());
  device->copy_in(places.as<std::int64_t>(), starts.data(), places.bytes());
  for (const std::size_t most_bytes : {std::size_t{1}, std::size_t{1} << 20}) {
    const auto plan = cuda::picture_plan(*device, set.options, most_bytes);
    const std::vector<float> all = device_examples(*device, *plan, batch);
    const auto size = static_cast<std::size_t>(plan->shape().size());
    const Buffer output(*device, starts.size() * size * sizeof(float));
    const cuda::StepGraph step(device->stream(), [&] {
      dynamic_cast<const cuda::StreamFeatures&>(*plan).enqueue_examples(
          input.as<const float>(), places.as<std::int64_t>(), std::ssize(starts),
          output.as<float>(), device->stream());
    });
    step.launch(device->stream());
    std::vector<float> pictures = poisoned(starts.size() * size);
    device->copy_out(pictures.data(), output.as<float>(), output.bytes());
    std::vector<float> expected(all.begin() + 2 * static_cast<std::ptrdiff_t>(size), all.end());
    expected.insert(expected.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(pictures, expected);
  }
}

}  // namespace
}  // namespace timbre::test
