#include "model/rounded.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

namespace timbre::test {

void expect_rounded(const std::vector<float>& actual, const Row& expected,
                    const std::string& what) {
  constexpr double unit = 0x1p-24;
  constexpr double deviations = 8.0;
  constexpr double smallest = 1e-37;  // products may lose bits below float's normal range
  ASSERT_EQ(actual.size(), expected.size()) << what;
  double worst_share = 0.0;
  std::size_t worst = 0, outside = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const double budget = deviations * unit * std::sqrt(expected[i].variance) + smallest;
    const double share = std::abs(actual[i] - expected[i].value) / budget;
    if (!(share <= worst_share)) worst_share = share, worst = i;
    if (!(share <= 1.0)) ++outside;
  }
  if (actual.empty()) return;
  EXPECT_EQ(outside, 0u) << what << ": worst at " << worst << ": " << actual[worst] << " for "
                         << expected[worst].value;
  std::cout << "             " << what << ": " << std::round(1000.0 * worst_share) / 10.0
            << " % of the bound used\n";
}

Row joined(const std::vector<Row>& rows) {
  Row all;
  for (const Row& row : rows) all.insert(all.end(), row.begin(), row.end());
  return all;
}

}  // namespace timbre::test
