// The device's pictures beside the CPU's, and beside Matplotlib's and Pillow's.
#include <gmock/gmock.h>

#include <algorithm>

#include "core/device.hpp"
#include "core/step_graph.hpp"
#include "cuda/features/plan_rig.hpp"
#include "emulator/device.hpp"
#include "emulator/engine/settings.hpp"
#include "emulator/runtime/report.hpp"
#include "features/feature_plan.hpp"
#include "features/picture/golden_pictures.hpp"
#include "features/picture/picture_sets.hpp"
#include "features/picture_plan.hpp"
#include "makers.hpp"
#include "support/message.hpp"

namespace timbre::test {
namespace {

using namespace features;

class PictureParityTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(PictureParityTest);

// Clips of several segments, of one, of none, silence, and a tone above noise that is far below.
ClipBatch ragged_clips(const OptionSet& set) {
  const std::int64_t length = set.options.segment.length, hop = set.options.segment.hop;
  const std::vector<std::int64_t> lengths = {7, length + hop + 1, length - 1, length, 0};
  ClipBatch batch = noise_clips(lengths);
  batch.add(std::vector<float>(length, 0.0f));
  batch.add(tone_burst({.count = static_cast<std::size_t>(length),
                        .burst = static_cast<std::size_t>(length / 2),
                        .frequency = 0.11 * set.sample_rate,
                        .sample_rate = 1.0 * set.sample_rate,
                        .amplitude = 0.5,
                        .background = 1e-4,
                        .seed = 9}));
  return batch;
}

bool is_white(const float* pixel) {
  return pixel[0] == 255.0f && pixel[1] == 255.0f && pixel[2] == 255.0f;
}

// By how much a byte changes when a colour becomes its neighbour in the map, and when two roundings
// to 8 bits follow.
int most_apart(const PictureOptions& options) {
  const ColourTable table = colour_table(options.colours, ColourRounding::down);
  int most = 0;
  for (int index = 0; index + 1 < colour_count; ++index) {
    const Colour& one = table[index];
    const Colour& next = table[index + 1];
    most = std::max({most, std::abs(one.red - next.red), std::abs(one.green - next.green),
                     std::abs(one.blue - next.blue)});
  }
  return options.resize.filter == PictureFilter::nearest ? most : most + 2;
}

// The promise of all pictures: of 1000 pixels 999 are equal, and no other is off by more than one
// colour. White, of margins and of silence, is exact.
void expect_pictures(std::span<const float> pictures, std::span<const float> expected,
                     const PictureOptions& options) {
  ASSERT_EQ(pictures.size(), expected.size());
  std::size_t different = 0, white = 0;
  float furthest = 0.0f;
  for (std::size_t at = 0; at < pictures.size(); at += 3) {
    white += is_white(&pictures[at]) != is_white(&expected[at]);
    bool same = true;
    for (std::size_t channel = at; channel < at + 3; ++channel) {
      same = same && pictures[channel] == expected[channel];
      // Also when one is no number.
      const float apart = std::abs(pictures[channel] - expected[channel]);
      furthest = apart <= furthest ? furthest : apart;
    }
    different += !same;
  }
  EXPECT_LE(3000 * different, pictures.size()) << different << " pixels differ";
  EXPECT_EQ(white, 0u) << "margins are elsewhere";
  EXPECT_LE(furthest, static_cast<float>(most_apart(options)));
}

TEST_P(PictureParityTest, PicturesAreThoseOfTheCpu) {
  std::vector<OptionSet> sets = picture_sets();
  sets.push_back(many_levels());
  for (const OptionSet& set : sets) {
    SCOPED_TRACE(set.name);
    ClipBatch batch = ragged_clips(set);
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

TEST_P(PictureParityTest, NeighboursDoNotMatter) {
  const OptionSet set = picture_sets().front();
  const ClipBatch batch = ragged_clips(set);
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

TEST_P(PictureParityTest, RefusesRowsThatItsSharedMemoryCannotHold) {
  FeatureOptions options = picture_sets().front().options;
  options.picture.figure.width = 2000;
  options.picture.figure.height = 100;
  options.picture.resize = {.width = 4, .height = 1, .filter = PictureFilter::box};
  const std::string message = message_of([&] { features::plan(device(), options, 22050); });
  EXPECT_THAT(message, testing::HasSubstr("takes 100 rows of 2000 pixels"));
  EXPECT_THAT(message, testing::HasSubstr("400000 bytes"));
  EXPECT_THAT(message, testing::HasSubstr("use --device cpu"));
}

// How the plan uses the device: what only the emulated one can tell.
class EmulatedPictureTest : public EmulatedDevice {
 protected:
  // Kernels, allocations and copies of one run.
  emulated::Statistics statistics_of(FeaturePlan& plan, const ClipBatch& batch,
                                     std::vector<float>& pictures) {
    std::int64_t count = 0;
    for (const std::int64_t examples : plan.count(batch.clips)) count += examples;
    pictures = poisoned(count * plan.shape().size());
    const Buffer input(*device, batch.samples.size() * sizeof(float));
    const Buffer output(*device, pictures.size() * sizeof(float));
    device->copy_in(input.as<float>(), batch.samples.data(), input.bytes());
    const emulated::Statistics before = emulated::statistics();
    plan.run(input.as<float>(), std::ssize(batch.samples), batch.clips, output.as<float>());
    device->wait();
    emulated::Statistics used = emulated::statistics();
    used.kernels -= before.kernels;
    used.allocations -= before.allocations;
    used.bytes_to_device -= before.bytes_to_device;
    used.synchronisations -= before.synchronisations;
    device->copy_out(pictures.data(), output.as<float>(), output.bytes());
    return used;
  }

  std::unique_ptr<cuda::CudaDevice> device = cuda::open_device("emulated");
};

TEST_F(EmulatedPictureTest, ARunIsOneKernelAndNothingElse) {
  const OptionSet set = picture_sets().front();
  std::vector<float> pictures;
  const auto plan = features::plan(*device, set.options, set.sample_rate);
  const emulated::Statistics used = statistics_of(*plan, ragged_clips(set), pictures);
  EXPECT_EQ(used.kernels, 1u);
  EXPECT_EQ(used.allocations, 0u);
  EXPECT_EQ(used.bytes_to_device, 0u);
  EXPECT_EQ(used.synchronisations, 1u);
}

TEST_F(EmulatedPictureTest, LevelsGoThroughDeviceMemoryAFewPicturesAtATime) {
  const OptionSet set = many_levels();
  const ClipBatch batch = noise_clips(std::vector<std::int64_t>{656 + 200, 3, 656});
  const auto at_once = features::plan(*device, set.options, set.sample_rate);
  const std::size_t levels = sizeof(float) * 129 * 401;
  const auto by_two = cuda::picture_plan(*device, set.options, 2 * levels + 1);
  const auto by_one = cuda::picture_plan(*device, set.options, 1);
  std::vector<float> expected, pictures;
  EXPECT_EQ(statistics_of(*at_once, batch, expected).kernels, 1u);
  EXPECT_EQ(statistics_of(*by_two, batch, pictures).kernels, 2u);
  EXPECT_EQ(pictures, expected);
  EXPECT_EQ(statistics_of(*by_one, batch, pictures).kernels, 3u);
  EXPECT_EQ(pictures, expected);
}

TEST_F(EmulatedPictureTest, TheOrderOfThreadsDoesNotMatter) {
  for (const OptionSet& set : {picture_sets()[3], picture_sets()[4]}) {
    SCOPED_TRACE(set.name);
    const ClipBatch batch = ragged_clips(set);
    emulated::settings() = {};
    const auto plan = features::plan(*device, set.options, set.sample_rate);
    const std::vector<float> expected = device_examples(*device, *plan, batch);
    for (const auto order : {emulated::Order::reverse, emulated::Order::random}) {
      emulated::settings().threads = order;
      EXPECT_EQ(device_examples(*device, *plan, batch), expected);
    }
  }
}

TEST_F(EmulatedPictureTest, TakesSegmentsThatTheDeviceNamesInACapturedStep) {
  const OptionSet set = many_levels();
  const ClipBatch batch = noise_clips(std::vector<std::int64_t>{656 + 2 * 200});
  const auto plan = cuda::picture_plan(*device, set.options, 1);
  const std::vector<float> all = device_examples(*device, *plan, batch);
  const std::vector<std::int64_t> starts = {400, 0};
  const auto size = static_cast<std::size_t>(plan->shape().size());
  const Buffer input(*device, batch.samples.size() * sizeof(float));
  const Buffer places(*device, starts.size() * sizeof(std::int64_t));
  const Buffer output(*device, starts.size() * size * sizeof(float));
  device->copy_in(input.as<float>(), batch.samples.data(), input.bytes());
  device->copy_in(places.as<std::int64_t>(), starts.data(), places.bytes());
  const cuda::StepGraph step(device->stream(), [&] {
    dynamic_cast<const cuda::StreamFeatures&>(*plan).enqueue_examples(
        input.as<const float>(), places.as<std::int64_t>(), std::ssize(starts), output.as<float>(),
        device->stream());
  });
  step.launch(device->stream());
  std::vector<float> pictures = poisoned(starts.size() * size);
  device->copy_out(pictures.data(), output.as<float>(), output.bytes());
  std::vector<float> expected(all.begin() + 2 * static_cast<std::ptrdiff_t>(size), all.end());
  expected.insert(expected.end(), all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size));
  EXPECT_EQ(pictures, expected);
}

}  // namespace
}  // namespace timbre::test
