#include <algorithm>

#include "timbre/core/parallel.hpp"
#include "timbre/resample/plan.hpp"

namespace timbre::resample {
namespace {

// Signals share the threads, each on one of them.
class CpuResamplePlan final : public ResamplePlan {
 public:
  CpuResamplePlan(int from, const ResampleOptions& options) : ResamplePlan(from, options) {}

 private:
  void do_run(SampleView samples, std::span<const SignalWindow> signals,
              float* resampled) override {
    std::vector<float*> outputs;
    for (const std::int64_t outputs_of_signal : count(signals)) {
      outputs.push_back(resampled);
      resampled += outputs_of_signal;
    }
    samples.visit([&](const auto* first) {
      parallel_for(std::ssize(signals), [&](std::int64_t index) {
        const SignalWindow& signal = signals[static_cast<std::size_t>(index)];
        write(first + signal.offset, signal.length, outputs[static_cast<std::size_t>(index)]);
      });
    });
  }

  void write(const float* signal, std::int64_t length, float* resampled) const {
    const std::span floats(signal, static_cast<std::size_t>(length));
    std::ranges::copy(resample(floats, from(), options()), resampled);
  }
  void write(const std::int16_t* signal, std::int64_t length, float* resampled) const {
    std::vector<float> floats(static_cast<std::size_t>(length));
    copy_in_floats(signal, length, floats.data());
    write(floats.data(), length, resampled);
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
