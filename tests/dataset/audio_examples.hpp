#pragma once

#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "support/golden.hpp"
#include "timbre/dataset/examples.hpp"

namespace timbre::test {

/// The same examples twice: computed from recordings in every batch, and in memory.
struct AudioExamples {
  std::shared_ptr<const dataset::ExampleSet> computed;
  std::shared_ptr<const dataset::ExampleSet> in_memory;
};

/// Small features whose segments overlap, so that neighbours in a clip share frames.
inline features::FrontEndOptions small_front_end() {
  features::FrontEndOptions options;
  options.features.segment = {.length = 2048, .hop = 1024};
  options.features.stft.n_fft = 256;
  options.features.stft.hop = 128;
  options.features.mel.bands = 12;
  return options;
}

/// Five clips of noise with 3, 0, 1, 4 and 2 segments at odd offsets; clip i has the label i mod 3.
inline AudioExamples audio_examples(Device& device, bool sixteen_bits) {
  const features::FrontEndOptions options = small_front_end();
  cache::Recordings recordings;
  dataset::Collection collection;
  for (const std::int64_t length : {4097, 1999, 2048, 5633, 3072}) {
    recordings.clips.push_back(
        {recordings.clips.empty() ? 0
                                  : recordings.clips.back().offset + recordings.clips.back().length,
         length});
    dataset::Clip clip;
    clip.label = static_cast<int>(collection.clips.size()) % 3;
    collection.clips.push_back(clip);
  }
  const auto count =
      static_cast<std::size_t>(recordings.clips.back().offset + recordings.clips.back().length);
  recordings.floats = noise(count, 3, 0.5);
  if (sixteen_bits) {
    for (float& sample : recordings.floats) {
      recordings.sixteen_bits.push_back(static_cast<std::int16_t>(sample * 32768.0f));
      sample = static_cast<float>(recordings.sixteen_bits.back()) / 32768.0f;
    }
  }

  const auto plan = features::plan(device, options.features, options.resample.rate);
  cache::Extraction extraction;
  extraction.first = {0};
  for (const std::int64_t segments : plan->count(recordings.clips)) {
    extraction.first.push_back(extraction.first.back() + segments);
  }
  const features::ExampleShape shape = plan->shape();
  extraction.examples =
      Tensor({extraction.first.back(), shape.rows, shape.columns, shape.channels});
  const Buffer samples(device, count * sizeof(float));
  device.copy_in(samples.as<void>(), recordings.floats.data(), samples.bytes());
  const Buffer values(device, extraction.examples.values.size() * sizeof(float));
  plan->run(samples.as<float>(), static_cast<std::int64_t>(count), recordings.clips,
            values.as<float>());
  device.copy_out(extraction.examples.values.data(), values.as<void>(), values.bytes());
  if (sixteen_bits) recordings.floats.clear();
  return {std::make_shared<dataset::ExampleSet>(
              make_examples(collection, std::move(recordings), options)),
          std::make_shared<dataset::ExampleSet>(make_examples(collection, std::move(extraction)))};
}

}  // namespace timbre::test
