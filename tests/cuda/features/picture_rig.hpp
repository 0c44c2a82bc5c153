#pragma once

#include <algorithm>
#include <cstdlib>

#include "cuda/features/plan_rig.hpp"
#include "emulator/runtime/report.hpp"
#include "features/picture/picture_sets.hpp"

namespace timbre::test {

/// As long as a segment, its levels far apart.
inline std::vector<float> tone_above_noise(const OptionSet& set) {
  const auto length = static_cast<std::size_t>(set.options.segment.length);
  return tone_burst({.count = length,
                     .burst = length / 2,
                     .frequency = 0.11 * set.sample_rate,
                     .sample_rate = 1.0 * set.sample_rate,
                     .amplitude = 0.5,
                     .background = 1e-4,
                     .seed = 9});
}

/// Clips of several segments, of one, of none, silence whole and in part, and a tone above noise
// that is far below.
inline ClipBatch picture_clips(const OptionSet& set) {
  const std::int64_t length = set.options.segment.length, hop = set.options.segment.hop;
  const std::vector<std::int64_t> lengths = {7, length + hop + 1, length - 1, length, 0};
  ClipBatch batch = noise_clips(lengths);
  batch.add(std::vector<float>(length, 0.0f));
  std::vector<float> half_silent = noise(length, 6, 0.3);
  std::fill(half_silent.begin(), half_silent.begin() + length / 2, 0.0f);
  batch.add(half_silent);
  batch.add(tone_above_noise(set));
  return batch;
}

inline bool is_white(const float* pixel) {
  return pixel[0] == 255.0f && pixel[1] == 255.0f && pixel[2] == 255.0f;
}

/// By how much a byte changes when a colour becomes its neighbour in the map, and when two
/// roundings to 8 bits follow.
inline int most_apart(const features::PictureOptions& options) {
  const features::ColourTable table =
      features::colour_table(options.colours, features::ColourRounding::down);
  int most = 0;
  for (int index = 0; index + 1 < features::colour_count; ++index) {
    const features::Colour& one = table[index];
    const features::Colour& next = table[index + 1];
    most = std::max({most, std::abs(one.red - next.red), std::abs(one.green - next.green),
                     std::abs(one.blue - next.blue)});
  }
  return options.resize.filter == features::PictureFilter::nearest ? most : most + 2;
}

/// The promise of all pictures: of 1000 pixels 999 are equal, and no other is off by more than one
/// colour. White, of margins and of silence, is exact.
inline void expect_pictures(std::span<const float> pictures, std::span<const float> expected,
                            const features::PictureOptions& options) {
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

/// Kernels, allocations and copies of one run on the emulated device.
inline emulated::Statistics statistics_of(Device& device, features::FeaturePlan& plan,
                                          const ClipBatch& batch, std::vector<float>& pictures) {
  std::int64_t count = 0;
  for (const std::int64_t examples : plan.count(batch.clips)) count += examples;
  pictures = poisoned(count * plan.shape().size());
  const Buffer input(device, batch.samples.size() * sizeof(float));
  const Buffer output(device, pictures.size() * sizeof(float));
  device.copy_in(input.as<float>(), batch.samples.data(), input.bytes());
  const emulated::Statistics before = emulated::statistics();
  plan.run(input.as<float>(), std::ssize(batch.samples), batch.clips, output.as<float>());
  device.wait();
  emulated::Statistics used = emulated::statistics();
  used.kernels -= before.kernels;
  used.allocations -= before.allocations;
  used.bytes_to_device -= before.bytes_to_device;
  used.synchronisations -= before.synchronisations;
  device.copy_out(pictures.data(), output.as<float>(), output.bytes());
  return used;
}

}  // namespace timbre::test
