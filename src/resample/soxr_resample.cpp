#include "resample/soxr_resample.hpp"

#include <soxr.h>

#include "timbre/core/error.hpp"

namespace timbre::resample {

std::vector<float> soxr_resample(std::span<const float> samples, int from,
                                 const ResampleOptions& options) {
  const auto count = static_cast<std::int64_t>(samples.size());
  std::vector<float> output(static_cast<std::size_t>(resampled_count(count, from, options.rate)));
  if (output.empty()) return output;

  const soxr_quality_spec_t quality =
      soxr_quality_spec(options.quality == Quality::soxr_hq ? SOXR_HQ : SOXR_VHQ, 0);
  const soxr_runtime_spec_t one_thread = soxr_runtime_spec(1);
  const soxr_error_t problem =
      soxr_oneshot(from, options.rate, 1, samples.data(), samples.size(), nullptr, output.data(),
                   output.size(), nullptr, nullptr, &quality, &one_thread);
  if (problem != nullptr) {
    throw Error("libsoxr cannot resample from " + std::to_string(from) + " to " +
                std::to_string(options.rate) + " Hz: " + problem +
                "; set resample.quality to kaiser_best");
  }
  return output;
}

}  // namespace timbre::resample
