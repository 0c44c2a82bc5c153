#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <limits>
#include <ranges>
#include <source_location>
#include <span>
#include <sstream>
#include <string>

namespace timbre::test {

/// How far a value may lie from the expected one, and why just so far.
struct Tolerance {
  double absolute = 0.0;
  double relative = 0.0;  ///< times the magnitude of the expected value
  std::string reason;

  double budget(double expected) const { return absolute + relative * std::abs(expected); }
};

/// Equal to the bit, save that -0 equals 0.
inline Tolerance exactly(std::string reason) {
  return {0.0, 0.0, std::move(reason)};
}

/// Expects each value within the tolerance of its expected one, and prints how much of the
/// tolerance the worst one used, so that a budget far too wide is seen. NaN never passes.
template <std::ranges::random_access_range Actual, std::ranges::random_access_range Expected>
void expect_close(const Actual& actual, const Expected& expected, const Tolerance& tolerance,
                  std::source_location where = std::source_location::current()) {
  const auto size = static_cast<std::size_t>(std::ranges::size(expected));
  if (std::ranges::size(actual) != size) {
    ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
        << std::ranges::size(actual) << " values, not " << size;
    return;
  }
  double worst_share = -1.0;
  std::size_t worst = 0, outside = 0;
  for (std::size_t index = 0; index < size; ++index) {
    const double wanted = static_cast<double>(expected[index]);
    const double error = std::abs(static_cast<double>(actual[index]) - wanted);
    double share = error == 0.0 ? 0.0 : error / tolerance.budget(wanted);
    if (std::isnan(share)) share = std::numeric_limits<double>::infinity();
    outside += share > 1.0;
    if (share > worst_share) worst_share = share, worst = index;
  }
  if (size == 0) return;
  std::ostringstream report;
  report.precision(9);
  report << std::round(1000.0 * worst_share) / 10.0 << " % of the tolerance used, worst at "
         << worst << ": " << actual[worst] << " for " << expected[worst] << " +- "
         << tolerance.budget(static_cast<double>(expected[worst])) << " (" << tolerance.reason
         << ")";
  if (outside == 0) {
    std::cout << "             " << report.str() << '\n';
    return;
  }
  ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
      << outside << " of " << size << " values are outside: " << report.str();
}

/// The same for a single value.
inline void expect_close(double actual, double expected, const Tolerance& tolerance,
                         std::source_location where = std::source_location::current()) {
  expect_close(std::span(&actual, 1), std::span(&expected, 1), tolerance, where);
}

}  // namespace timbre::test
