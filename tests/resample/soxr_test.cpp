// What libsoxr promises for its recipes; it is not compared with itself.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "timbre/resample/resample.hpp"

namespace timbre::resample {
namespace {

double worst_error(Quality quality, double frequency, int from, int to) {
  std::vector<float> samples;
  for (int index = 0; index < from; ++index) {
    samples.push_back(
        static_cast<float>(std::sin(2.0 * std::numbers::pi * frequency * index / from)));
  }
  const auto output = resample(samples, from, {.rate = to, .quality = quality});
  double worst = 0.0;
  for (int index = to / 4; index < to * 3 / 4; ++index) {
    const double expected = std::sin(2.0 * std::numbers::pi * frequency * index / to);
    worst = std::max(worst, std::abs(output[index] - expected));
  }
  return worst;
}

// 20 bits below full scale, and for 28 bits float's own rounding, in the band where no filter acts.
TEST(SoxrResample, IsAsExactAsItsRecipe) {
  for (const int from : {44100, 48000}) {
    for (const double frequency : {100.0, 1000.0}) {
      EXPECT_LT(worst_error(Quality::soxr_hq, frequency, from, 22050), 0x1p-20);
      EXPECT_LT(worst_error(Quality::soxr_vhq, frequency, from, 22050), 0x1p-23);
    }
  }
}

}  // namespace
}  // namespace timbre::resample
