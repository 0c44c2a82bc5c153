#include "timbre/core/samples.hpp"

#include <string>

#include "timbre/core/error.hpp"

namespace timbre {
namespace {

bool lies_inside(const SampleRange& range, std::int64_t sample_count) {
  return range.offset >= 0 && range.length >= 0 && range.length <= sample_count - range.offset;
}

}  // namespace

void require_inside(std::span<const SampleRange> ranges, std::int64_t sample_count) {
  const auto outside = std::ranges::find_if_not(
      ranges, [&](const SampleRange& range) { return lies_inside(range, sample_count); });
  if (outside == ranges.end()) return;
  throw ContractError(std::to_string(outside->length) + " samples from " +
                      std::to_string(outside->offset) + " on lie outside of a buffer of " +
                      std::to_string(sample_count));
}

}  // namespace timbre
