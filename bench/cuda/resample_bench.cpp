// Resampling of 4 s clips of 16 bits to 22.05 kHz with kaiser_best. It moves each sample once, 2
// bytes, and each output once, 4 bytes; each output takes two operations for each of its taps, 128
// zero crossings of the lower rate. cuda/resample/resample_signals.cu has the bound.
#include <algorithm>

#include "support/gpu_bench.hpp"
#include "timbre/resample/plan.hpp"

namespace timbre::bench {
namespace {

using namespace resample;

constexpr std::int64_t seconds = 4;
constexpr std::int64_t samples_if_emulated = 6000;

void run_plan(benchmark::State& state, Cache cache, int from) {
  const ResampleOptions options;
  const bool real = device().kind() == "cuda";
  const std::int64_t clips = real ? 256 : 1;
  const std::int64_t length = real ? seconds * from : samples_if_emulated;
  const auto resample_plan = plan(device(), from, options);
  std::vector<SignalWindow> signals;
  for (std::int64_t clip = 0; clip < clips; ++clip) signals.push_back({clip * length, length});
  std::vector<std::int16_t> samples;
  std::uint32_t noise = 1;
  for (std::int64_t index = 0; index < clips * length; ++index) {
    noise = noise * 1664525u + 1013904223u;
    samples.push_back(static_cast<std::int16_t>(noise >> 16));
  }
  const std::int64_t outputs = clips * resampled_count(length, from, options.rate);
  const double taps = 2 * 64 * std::max(1.0, static_cast<double>(from) / options.rate);
  const Buffer input(device(), samples.size() * sizeof(std::int16_t));
  const Buffer output(device(), outputs * sizeof(float));
  device().copy_in(input.as<std::int16_t>(), samples.data(), input.bytes());
  measure(state, cache,
          {.bytes = static_cast<double>(input.bytes() + output.bytes()),
           .operations = 2.0 * taps * static_cast<double>(outputs)},
          [&] {
            resample_plan->run(input.as<std::int16_t>(), std::ssize(samples), signals,
                               output.as<float>());
          });
}

void resample_44100(benchmark::State& state, Cache cache) {
  run_plan(state, cache, 44100);
}
void resample_48000(benchmark::State& state, Cache cache) {
  run_plan(state, cache, 48000);
}
void resample_8000(benchmark::State& state, Cache cache) {
  run_plan(state, cache, 8000);
}
TIMBRE_GPU_BENCH(resample_44100);
TIMBRE_GPU_BENCH(resample_48000);
TIMBRE_GPU_BENCH(resample_8000);

}  // namespace
}  // namespace timbre::bench
