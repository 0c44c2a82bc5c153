#include "timbre/resample/plan.hpp"

namespace timbre::resample {

std::vector<std::int64_t> ResamplePlan::count(std::span<const SignalWindow> signals) const {
  std::vector<std::int64_t> counts;
  for (const SignalWindow& signal : signals) {
    counts.push_back(resampled_count(signal.length, from_, options_.rate));
  }
  return counts;
}

void ResamplePlan::run(SampleView samples, std::int64_t sample_count,
                       std::span<const SignalWindow> signals, float* resampled) {
  require_inside(signals, sample_count);
  do_run(samples, signals, resampled);
}

std::unique_ptr<ResamplePlan> plan(Device& device, int from, const ResampleOptions& options) {
  check_rates(from, options.rate);
  return device.maker<ResamplePlanMaker>("resampler").make(device, from, options);
}

}  // namespace timbre::resample
