#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "support/golden.hpp"
#include "support/poison.hpp"
#include "timbre/core/device.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::test {

/// A device with the CPU's plans.
inline Device& cpu_with_plans() {
  static const std::unique_ptr<Device> device = [] {
    std::unique_ptr<Device> opened = open_cpu();
    opened->makers().set(features::cpu_feature_plans());
    return opened;
  }();
  return *device;
}

/// Clips one after the other in one buffer.
struct ClipBatch {
  std::vector<float> samples;
  std::vector<features::ClipWindow> clips;

  void add(std::span<const float> clip) {
    clips.push_back({std::ssize(samples), std::ssize(clip)});
    samples.insert(samples.end(), clip.begin(), clip.end());
  }
};

/// Noise of the given lengths, each with a seed of its own.
inline ClipBatch noise_clips(std::span<const std::int64_t> lengths, double scale = 0.3) {
  ClipBatch batch;
  for (const std::int64_t length : lengths) {
    batch.add(noise(length, static_cast<std::uint32_t>(batch.clips.size() + 1), scale));
  }
  return batch;
}

/// The examples of a batch, written into poisoned memory.
inline std::vector<float> examples_of(features::FeaturePlan& plan, std::span<const float> samples,
                                      std::span<const features::ClipWindow> clips) {
  std::int64_t count = 0;
  for (const std::int64_t examples : plan.count(clips)) count += examples;
  std::vector<float> examples = poisoned(count * plan.shape().size());
  plan.run(samples.data(), std::ssize(samples), clips, examples.data());
  return examples;
}

inline std::vector<float> examples_of(features::FeaturePlan& plan, const ClipBatch& batch) {
  return examples_of(plan, batch.samples, batch.clips);
}

}  // namespace timbre::test
