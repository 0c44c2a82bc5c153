// The reference itself: the fast transform against the plain one, and frames that can be counted.
#include "features/reference.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/golden.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

TEST(Reference, FastTransformIsThePlainOne) {
  std::vector<double> signal;
  for (std::uint32_t index = 0; index < 512; ++index) signal.push_back(noise_at(index, 9));
  const auto fast = fast_dft(signal), plain = plain_dft(signal);
  std::vector<double> parts, expected;
  for (std::size_t bin = 0; bin < plain.size(); ++bin) {
    parts.insert(parts.end(), {fast[bin].real(), fast[bin].imag()});
    expected.insert(expected.end(), {plain[bin].real(), plain[bin].imag()});
  }
  expect_close(parts, expected, {1e-11, 0.0, "512 products of size 1 rounded to 2^-53"});
}

TEST(Reference, SilenceLiesAtTheFloor) {
  const features::FeatureOptions options;
  const std::vector<float> silence(options.segment.length);
  const auto example = reference_example(options, 22050, silence);
  ASSERT_EQ(example.size(), 60u * 41u * 2u);
  for (std::size_t index = 0; index < example.size(); index += 2) {
    EXPECT_NEAR(example[index].value, -100.0, 1e-6);  // the floor is 1e-10 rounded to float
    EXPECT_NEAR(example[index + 1].value, 0.0, 1e-12);
  }
}

}  // namespace
}  // namespace timbre::test
