#include "resample/dot_product.hpp"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/golden.hpp"
#include "support/tolerance.hpp"

namespace timbre::resample {
namespace {

using Sums = std::array<float, 4>;

const Sums poison = {NAN, NAN, NAN, NAN};

std::vector<WeightBlock> row_of(const std::vector<float>& weights) {
  std::vector<WeightBlock> row(weights.size() / block_size);
  for (std::size_t index = 0; index < weights.size(); ++index) {
    row[index / block_size].weights[index % block_size] = weights[index];
  }
  return row;
}

Sums products(const std::vector<WeightBlock>& row, const std::vector<float>& samples) {
  Sums sums = poison;
  dot_products()(row.data(), {&samples[0], &samples[1], &samples[5], &samples[2]},
                 static_cast<int>(row.size()), sums);
  return sums;
}

// Runs `check` with each instruction set that this processor has and Highway was built for.
template <typename Check>
void on_every_target(Check check) {
  for (const auto target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::GetChosenTarget().Update(target);
    check(target);
  }
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

TEST(DotProduct, IsExactWhereEverySumIsAnInteger) {
  for (const int blocks : {1, 2, 3, 16}) {
    std::vector<float> weights, samples;
    for (int index = 0; index < blocks * block_size; ++index) {
      weights.push_back(static_cast<float>(index % 7 - 3));
    }
    for (int index = 0; index < blocks * block_size + 5; ++index) {
      samples.push_back(static_cast<float>(index % 11 - 5));
    }
    const auto sum_from = [&](std::size_t start) {
      float sum = 0.0f;
      for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * samples[start + i];
      return sum;
    };
    const Sums expected = {sum_from(0), sum_from(1), sum_from(5), sum_from(2)};
    on_every_target([&](auto) { EXPECT_EQ(products(row_of(weights), samples), expected); });
  }
}

TEST(DotProduct, GivesTheSameBitsOnEveryTargetThatFusesMultiplications) {
  const std::vector<float> samples = test::noise(16 * block_size + 5, 1);
  const auto row = row_of(test::noise(16 * block_size, 2));
  std::vector<Sums> fused;
  on_every_target([&](auto target) {
    if (target <= HWY_AVX2) fused.push_back(products(row, samples));
  });
  for (const Sums& sums : fused) EXPECT_EQ(sums, fused.front());
}

TEST(DotProduct, OfNoBlocksIsZero) {
  on_every_target([](auto) {
    Sums sums = poison;
    const float nothing = NAN;
    dot_products()(nullptr, {&nothing, &nothing, &nothing, &nothing}, 0, sums);
    EXPECT_EQ(sums, Sums{});
  });
}

}  // namespace
}  // namespace timbre::resample
