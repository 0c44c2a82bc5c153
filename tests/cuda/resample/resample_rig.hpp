#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "support/golden.hpp"
#include "support/poison.hpp"
#include "timbre/resample/plan.hpp"

namespace timbre::test {

/// All signals resampled on a device, in poisoned memory of its own.
template <typename Sample>
std::vector<float> device_resample(Device& device, resample::ResamplePlan& plan,
                                   const std::vector<Sample>& samples,
                                   std::span<const resample::SignalWindow> signals) {
  std::int64_t count = 0;
  for (const std::int64_t outputs : plan.count(signals)) count += outputs;
  std::vector<float> resampled = poisoned(static_cast<std::size_t>(count));
  const Buffer input(device, samples.size() * sizeof(Sample));
  const Buffer output(device, resampled.size() * sizeof(float));
  device.copy_in(input.as<Sample>(), samples.data(), input.bytes());
  device.copy_in(output.as<float>(), resampled.data(), output.bytes());
  plan.run(input.as<Sample>(), std::ssize(samples), signals, output.as<float>());
  device.copy_out(resampled.data(), output.as<float>(), output.bytes());
  return resampled;
}

/// Signals one after the other, with `gap` samples that belong to none before each.
struct SignalBatch {
  std::vector<float> samples;
  std::vector<resample::SignalWindow> signals;

  void add(std::span<const float> signal, std::int64_t gap = 0) {
    samples.resize(samples.size() + static_cast<std::size_t>(gap), NAN);
    signals.push_back({std::ssize(samples), std::ssize(signal)});
    samples.insert(samples.end(), signal.begin(), signal.end());
  }
  std::span<const float> signal(std::size_t index) const {
    return std::span(samples).subspan(static_cast<std::size_t>(signals[index].offset),
                                      static_cast<std::size_t>(signals[index].length));
  }
};

/// Noise of the given lengths, each with a seed of its own and at another alignment.
inline SignalBatch noise_signals(std::span<const std::int64_t> lengths) {
  SignalBatch batch;
  for (const std::int64_t length : lengths) {
    const std::vector<float> signal = noise(static_cast<std::size_t>(length),
                                            static_cast<std::uint32_t>(batch.signals.size() + 1));
    batch.add(signal, std::ssize(batch.signals) % 5);
  }
  return batch;
}

}  // namespace timbre::test
