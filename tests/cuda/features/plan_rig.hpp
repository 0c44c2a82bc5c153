#pragma once

#include <cmath>
#include <span>
#include <type_traits>
#include <vector>

#include "cuda/every_device.hpp"
#include "features/plan_fixture.hpp"

namespace timbre::test {

/// The examples of clips, computed on a device in poisoned memory of its own.
template <typename Sample>
std::vector<float> device_examples(Device& device, features::FeaturePlan& plan,
                                   const std::vector<Sample>& samples,
                                   std::span<const features::ClipWindow> clips) {
  std::int64_t count = 0;
  for (const std::int64_t examples : plan.count(clips)) count += examples;
  std::vector<float> examples = poisoned(count * plan.shape().size());
  const Buffer input(device, samples.size() * sizeof(Sample));
  const Buffer output(device, examples.size() * sizeof(float));
  device.copy_in(input.as<Sample>(), samples.data(), input.bytes());
  device.copy_in(output.as<float>(), examples.data(), output.bytes());
  plan.run(input.as<Sample>(), std::ssize(samples), clips, output.as<float>());
  device.copy_out(examples.data(), output.as<float>(), output.bytes());
  return examples;
}

inline std::vector<float> device_examples(Device& device, features::FeaturePlan& plan,
                                          const ClipBatch& batch) {
  return device_examples(device, plan, batch.samples, batch.clips);
}

/// Samples of 16 bits, rounded down.
inline std::vector<std::int16_t> in_sixteen_bits(const std::vector<float>& samples) {
  std::vector<std::int16_t> result;
  for (const float sample : samples) {
    result.push_back(static_cast<std::int16_t>(std::floor(32768.0f * sample)));
  }
  return result;
}

/// What samples of 16 bits stand for.
inline std::vector<float> in_floats(const std::vector<std::int16_t>& samples) {
  std::vector<float> result;
  for (const std::int16_t sample : samples) result.push_back(static_cast<float>(sample) / 32768.0f);
  return result;
}

}  // namespace timbre::test
