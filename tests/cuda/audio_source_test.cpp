// Examples that a device computes from resident recordings in every batch have the bits of its own
// features in memory.
#include <gmock/gmock.h>

#include "cuda/every_device.hpp"
#include "dataset/audio_examples.hpp"
#include "emulator/runtime/report.hpp"
#include "support/message.hpp"
#include "timbre/dataset/batch_source.hpp"

namespace timbre::test {
namespace {

using dataset::BatchSource;
using dataset::Standardisation;
using testing::HasSubstr;

constexpr int sound_classes = 3;

class AudioSourceTest : public EveryDevice {
 protected:
  std::vector<float> inputs(BatchSource& source, std::int64_t rows) {
    const auto count = static_cast<std::size_t>(rows);
    const Buffer input(device(), count * source.shape().size() * sizeof(float));
    const Buffer target(device(), count * sizeof(std::int32_t));
    const Buffer weight(device(), count * sizeof(float));
    const Buffer example(device(), count * sizeof(std::int32_t));
    std::vector<float> all;
    for (std::int64_t step = 0; step < source.steps(rows); ++step) {
      source.fill(step, rows,
                  {input.as<float>(), target.as<std::int32_t>(), weight.as<float>(),
                   example.as<std::int32_t>()});
      std::vector<float> values(input.bytes() / sizeof(float));
      device().copy_out(values.data(), input.as<void>(), input.bytes());
      all.insert(all.end(), values.begin(), values.end());
    }
    return all;
  }

  const std::vector<std::int32_t> order = {7, 0, 9, 3, 3, 1};
};
TIMBRE_ON_EVERY_DEVICE(AudioSourceTest);

TEST_P(AudioSourceTest, GivesTheBitsOfExamplesInMemory) {
  for (const bool sixteen_bits : {true, false}) {
    const AudioExamples examples = audio_examples(device(), sixteen_bits);
    const auto computed = source(device(), examples.computed, sound_classes);
    const auto in_memory = source(device(), examples.in_memory, sound_classes);
    for (const auto kind : {Standardisation::band, Standardisation::none}) {
      const auto expected = dataset::fit_standardiser(kind, *examples.in_memory, order);
      const auto fitted = dataset::fit_standardiser(kind, device(), *computed, order);
      EXPECT_EQ(fitted.mean, expected.mean);
      EXPECT_EQ(fitted.scale, expected.scale);
      for (BatchSource* each : {computed.get(), in_memory.get()}) {
        each->set_order(order);
        each->set_standardiser(expected);
      }
      EXPECT_EQ(inputs(*computed, 4), inputs(*in_memory, 4));
      EXPECT_EQ(inputs(*computed, 1), inputs(*in_memory, 1));
    }
  }
}

TEST_P(AudioSourceTest, SaysHowMuchRecordingsNeed) {
  if (GetParam() != "emulated") GTEST_SKIP() << "sets the emulated device's memory";
  dataset::ExampleSet examples;
  auto audio = std::make_shared<dataset::ExampleAudio>();
  audio->features = small_front_end().features;
  audio->rate = 22050;
  audio->recordings.sixteen_bits.resize(1 << 20);
  audio->start = {0, 1024};
  examples.audio = audio;
  examples.label = {0, 1};
  emulated::set_device_bytes(1 << 20);
  const std::string message = message_of(
      [&] { source(device(), std::make_shared<dataset::ExampleSet>(examples), sound_classes); });
  EXPECT_THAT(message, HasSubstr("the recordings of the 2 examples need 2.0 MiB"));
  EXPECT_THAT(message, HasSubstr("of 1.0 MiB are free"));
  EXPECT_THAT(message, HasSubstr("set features.on_the_fly to false"));
}

}  // namespace
}  // namespace timbre::test
