#include "timbre/resample/resample.hpp"

#include "resample/kaiser_resample.hpp"
#include "resample/soxr_resample.hpp"
#include "timbre/core/error.hpp"
#include "timbre/resample/output_time.hpp"

namespace timbre::resample {
namespace {

// With a factor of 512 and a truncated step, all taps would lie on one another.
constexpr std::int64_t most_apart = 256;

}  // namespace

void check_rates(int from, int to) {
  if (from > 0 && to > 0 && from <= most_apart * to && to <= most_apart * from) return;
  throw Error("cannot resample from " + std::to_string(from) + " to " + std::to_string(to) +
              " Hz: rates must be positive and differ by a factor of at most " +
              std::to_string(most_apart) + "; check the recording's header and resample.rate");
}

std::int64_t resampled_count(std::int64_t count, int from, int to) {
  return padded_count(count, static_cast<double>(to) / from);
}

std::vector<float> resample(std::span<const float> samples, int from,
                            const ResampleOptions& options) {
  check_rates(from, options.rate);
  if (from == options.rate) return {samples.begin(), samples.end()};
  switch (options.quality) {
    case Quality::kaiser_best:
    case Quality::kaiser_fast:
      return kaiser_resample(samples, from, options);
    case Quality::soxr_hq:
    case Quality::soxr_vhq:
      return soxr_resample(samples, from, options);
  }
  throw ContractError("unknown quality");
}

}  // namespace timbre::resample
