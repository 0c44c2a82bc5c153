#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/core/samples.hpp"
#include "timbre/resample/resample.hpp"

namespace timbre::resample {

/// One mono signal inside of a buffer that holds many.
using SignalWindow = SampleRange;

/// Resamples many signals from one rate to another on one device; see resample(). Tables and launch
/// shapes are settled when a plan is made. No signal's samples depend on its neighbours.
class ResamplePlan {
 public:
  virtual ~ResamplePlan() = default;

  int from() const { return from_; }  ///< Hz
  const ResampleOptions& options() const { return options_; }

  /// Samples that come out of each signal: resampled_count(). Ragged batches are the normal case; a
  /// signal may be empty.
  std::vector<std::int64_t> count(std::span<const SignalWindow> signals) const;

  /// Writes all resampled signals, one behind the other, into `resampled` [sum of count(signals)].
  /// Both are memory of the device; `samples` holds `sample_count` values. Throws
  /// ContractError when a window lies outside.
  void run(SampleView samples, std::int64_t sample_count, std::span<const SignalWindow> signals,
           float* resampled);

 protected:
  ResamplePlan(int from, const ResampleOptions& options) : from_(from), options_(options) {}

 private:
  virtual void do_run(SampleView samples, std::span<const SignalWindow> signals,
                      float* resampled) = 0;

  int from_;
  ResampleOptions options_;
};

/// Makes plans on one kind of device; registered in its MakerTable.
class ResamplePlanMaker {
 public:
  virtual ~ResamplePlanMaker() = default;
  virtual std::unique_ptr<ResamplePlan> make(Device& device, int from,
                                             const ResampleOptions& options) = 0;
};

/// Plans for the CPU, which call resample(); put into a device by whoever opens it.
std::shared_ptr<ResamplePlanMaker> cpu_resample_plans();

/// A plan for the device, from its maker. Throws Error for rates that resample() refuses, and
/// RequestError for options that the device does not have.
std::unique_ptr<ResamplePlan> plan(Device& device, int from, const ResampleOptions& options);

}  // namespace timbre::resample
