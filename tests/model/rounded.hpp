#pragma once

#include <string>
#include <vector>

#include "model/reference.hpp"

namespace timbre::test {

/// Expects each value within eight standard deviations of its rounding error: of 10^5 values the
/// worst lies at four and a half, a wrong one far beyond.
void expect_rounded(const std::vector<float>& actual, const Row& expected, const std::string& what);

/// All rows one after another.
Row joined(const std::vector<Row>& rows);

}  // namespace timbre::test
