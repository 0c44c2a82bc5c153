#include "timbre/resample/plan.hpp"

#include <string>

#include "resample/check_rates.hpp"
#include "timbre/core/error.hpp"

namespace timbre::resample {
namespace {

void require_inside(std::span<const SignalWindow> signals, std::int64_t sample_count) {
  for (const SignalWindow& signal : signals) {
    if (signal.offset >= 0 && signal.length >= 0 && signal.length <= sample_count - signal.offset)
      continue;
    throw ContractError("a signal of " + std::to_string(signal.length) + " samples from " +
                        std::to_string(signal.offset) + " on lies outside of a buffer of " +
                        std::to_string(sample_count));
  }
}

}  // namespace

std::vector<std::int64_t> ResamplePlan::count(std::span<const SignalWindow> signals) const {
  std::vector<std::int64_t> counts;
  for (const SignalWindow& signal : signals) {
    counts.push_back(resampled_count(signal.length, from_, options_.rate));
  }
  return counts;
}

void ResamplePlan::run(const float* samples, std::int64_t sample_count,
                       std::span<const SignalWindow> signals, float* resampled) {
  require_inside(signals, sample_count);
  do_run(samples, signals, resampled);
}

void ResamplePlan::run(const std::int16_t* samples, std::int64_t sample_count,
                       std::span<const SignalWindow> signals, float* resampled) {
  require_inside(signals, sample_count);
  do_run(samples, signals, resampled);
}

std::unique_ptr<ResamplePlan> plan(Device& device, int from, const ResampleOptions& options) {
  check_rates(from, options.rate);
  return device.maker<ResamplePlanMaker>("resampler").make(device, from, options);
}

}  // namespace timbre::resample
