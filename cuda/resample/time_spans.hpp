#pragma once

#include <cstdint>
#include <vector>

#include "timbre/core/host_device.hpp"

namespace timbre::cuda::resample {

/// Outputs whose times are equally far apart: output k >= first lies at time + (k - first) * step,
/// in samples, without any rounding.
struct TimeSpan {
  std::int64_t first;
  double time;
  double step;
  /// Outputs that should fall on whole samples fall just below them.
  bool below;

  TIMBRE_HOST_DEVICE double at(std::int64_t output) const {
    return time + static_cast<double>(output - first) * step;
  }
};

/// Times of outputs as the running sum gives that resampy and the CPU take: t += from / to in
/// double. Between two powers of two all sums are multiples of one unit, so that each addition is
/// rounded by the same amount and the sum is a line.
struct TimeSpans {
  std::vector<TimeSpan> spans;
  /// From this output on the sum may be nearer to another phase than to the exact time's.
  std::int64_t regular_end = 0;
};

/// The spans of the first `outputs` outputs.
TimeSpans time_spans(int from, int to, std::int64_t outputs);

}  // namespace timbre::cuda::resample
