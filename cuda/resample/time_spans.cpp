#include "resample/time_spans.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace timbre::cuda::resample {
namespace {

// Rates without their common divisor: `phases` outputs take `cycle` samples.
struct Cycle {
  std::int64_t samples;
  std::int64_t phases;
};

// The power of two above a positive time, and the distance of doubles below it.
double next_power(double time) {
  return std::ldexp(1.0, std::ilogb(time) + 1);
}
double unit_below(double power) {
  return power - std::nextafter(power, 0.0);
}

// How many steps of `step` stay below `power`. All three are multiples of the unit there.
std::int64_t steps_below(double power, double time, double step) {
  const double unit = unit_below(power);
  const auto room = static_cast<std::int64_t>((power - time) / unit);
  const auto rise = static_cast<std::int64_t>(step / unit);
  return (room - 1) / rise;
}

// The running sum's spans, `below` not yet known. A sum that is rounded to even where it lies in
// the middle of two doubles takes another step first, and then always the same.
std::vector<TimeSpan> running_sum(double step, std::int64_t outputs) {
  std::vector<TimeSpan> spans;
  double time = 0.0;
  for (std::int64_t output = 0; output < outputs;) {
    const double next = time + step, after = next + step;
    std::int64_t length = 1;
    if (time > 0.0 && after < next_power(time) && after - next == next - time)
      length += steps_below(next_power(time), time, next - time);
    spans.push_back({output, time, next - time, false});
    output += length;
    time = spans.back().at(output - 1) + step;
  }
  return spans;
}

double drift(const TimeSpan& span, std::int64_t output, const Cycle& cycle) {
  const std::int64_t whole = output * cycle.samples / cycle.phases;
  const std::int64_t rest = output * cycle.samples % cycle.phases;
  return (span.at(output) - static_cast<double>(whole)) -
         static_cast<double>(rest) / static_cast<double>(cycle.phases);
}

// Splits a span where the sum's error changes its sign: outputs of phase 0 before the place have
// one sign, those from it on the other.
void append(std::vector<TimeSpan>& result, TimeSpan span, std::int64_t end, const Cycle& cycle) {
  const auto is_below = [&](std::int64_t turn) {
    return span.at(turn * cycle.phases) < static_cast<double>(turn * cycle.samples);
  };
  std::int64_t first = (span.first + cycle.phases - 1) / cycle.phases;
  std::int64_t last = (end - 1) / cycle.phases;
  span.below = first <= last ? is_below(first) : !result.empty() && result.back().below;
  result.push_back(span);
  if (first > last || is_below(last) == span.below) return;
  while (last - first > 1) {
    const std::int64_t middle = first + (last - first) / 2;
    (is_below(middle) == span.below ? first : last) = middle;
  }
  const std::int64_t split = last * cycle.phases;
  result.push_back({split, span.at(split), span.step, !span.below});
}

}  // namespace

TimeSpans time_spans(int from, int to, std::int64_t outputs) {
  const int divisor = std::gcd(from, to);
  const Cycle cycle{from / divisor, to / divisor};
  const double ratio = static_cast<double>(to) / from;
  const std::vector<TimeSpan> sums = running_sum(1.0 / ratio, outputs);
  // Half a phase would make another one the nearest.
  const double most = 0.25 / static_cast<double>(cycle.phases);
  TimeSpans result{.spans = {}, .regular_end = outputs};
  for (std::size_t index = 0; index < sums.size(); ++index) {
    const TimeSpan& span = sums[index];
    const std::int64_t end = index + 1 < sums.size() ? sums[index + 1].first : outputs;
    const double worst =
        std::max(std::abs(drift(span, span.first, cycle)), std::abs(drift(span, end - 1, cycle)));
    if (worst > most) result.regular_end = std::min(result.regular_end, span.first);
    append(result.spans, span, end, cycle);
  }
  return result;
}

}  // namespace timbre::cuda::resample
