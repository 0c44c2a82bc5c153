#include <algorithm>

#include "timbre/core/sample_step.hpp"
#include "timbre/resample/plan.hpp"

namespace timbre::resample {
namespace {

class CpuResamplePlan final : public ResamplePlan {
 public:
  CpuResamplePlan(int from, const ResampleOptions& options) : ResamplePlan(from, options) {}

 private:
  void do_run(const float* samples, std::span<const SignalWindow> signals,
              float* resampled) override {
    for (const SignalWindow& signal : signals)
      resampled =
          write({samples + signal.offset, samples + signal.offset + signal.length}, resampled);
  }

  void do_run(const std::int16_t* samples, std::span<const SignalWindow> signals,
              float* resampled) override {
    std::vector<float> floats;
    for (const SignalWindow& signal : signals) {
      const std::int16_t* first = samples + signal.offset;
      floats.resize(static_cast<std::size_t>(signal.length));
      std::transform(first, first + signal.length, floats.begin(),
                     [](std::int16_t sample) { return static_cast<float>(sample) * sample_step; });
      resampled = write(floats, resampled);
    }
  }

  float* write(std::span<const float> signal, float* resampled) const {
    return std::ranges::copy(resample(signal, from(), options()), resampled).out;
  }
};

class CpuResamplePlanMaker final : public ResamplePlanMaker {
 public:
  std::unique_ptr<ResamplePlan> make(Device&, int from, const ResampleOptions& options) override {
    return std::make_unique<CpuResamplePlan>(from, options);
  }
};

}  // namespace

std::shared_ptr<ResamplePlanMaker> cpu_resample_plans() {
  return std::make_shared<CpuResamplePlanMaker>();
}

}  // namespace timbre::resample
