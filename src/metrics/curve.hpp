#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace timbre::metrics {

/// Throws Error for the first value that is not a number. An example has `width` values.
void require_numbers(std::span<const float> values, std::int64_t width, const char* what);

/// Twice the area under a ROC curve in pairs of a positive and a negative example: a pair in which
/// the positive one scores higher counts two, a tie one. Example i has the score scores[i *
/// stride].
std::int64_t doubled_area(std::span<const float> scores, std::span<const std::int32_t> labels,
                          std::int32_t positive, std::int64_t stride);

/// As a share of all pairs; empty when there are none.
std::optional<double> area_under_curve(std::int64_t doubled_area, std::int64_t positives,
                                       std::int64_t examples);

}  // namespace timbre::metrics
