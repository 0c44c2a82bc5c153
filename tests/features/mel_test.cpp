#include "features/mel_cpu.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "features/simd_targets.hpp"
#include "support/golden.hpp"
#include "support/poison.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/mel_scale.hpp"

namespace timbre::features {
namespace {

using test::expect_close;

const test::Tolerance file_digits{1e-9, 2e-11, "the file keeps 12 digits"};

TEST(MelScale, IsLinearUpTo1000HzAndLogarithmicAbove) {
  EXPECT_EQ(hz_to_mel(0.0, MelScale::slaney), 0.0);
  EXPECT_DOUBLE_EQ(hz_to_mel(1000.0, MelScale::slaney), 15.0);
  EXPECT_DOUBLE_EQ(hz_to_mel(6400.0, MelScale::slaney), 42.0);
  EXPECT_DOUBLE_EQ(hz_to_mel(700.0, MelScale::htk), 2595.0 * std::log10(2.0));
}

TEST(MelScale, GoesThereAndBack) {
  for (const MelScale scale : {MelScale::slaney, MelScale::htk}) {
    for (const double hz : {0.0, 1.0, 999.9, 1000.0, 1000.1, 11025.0, 48000.0}) {
      EXPECT_NEAR(mel_to_hz(hz_to_mel(hz, scale), scale), hz, 1e-12 * (1.0 + hz));
    }
  }
}

TEST(MelBands, AreThoseOfLibrosa) {
  const Json golden = test::golden("mel");
  for (const Json& bank : golden.at("banks").items()) {
    const int count = static_cast<int>(bank.at("bands").integer());
    const MelBands bands = mel_bands({.bands = count}, static_cast<int>(bank.at("n_fft").integer()),
                                     static_cast<int>(bank.at("sample_rate").integer()));
    ASSERT_EQ(bands.count(), count);
    EXPECT_EQ(std::ssize(bands.weights), bank.at("nonzeros").integer());
    std::vector<double> first(bands.first.begin(), bands.first.end()), last, sums, squares;
    for (int band = 0; band < count; ++band) {
      const auto begin = bands.weights.begin() + bands.offset[band];
      const auto end = begin + bands.taps(band);
      last.push_back(bands.first[band] + bands.taps(band) - 1);
      sums.push_back(std::accumulate(begin, end, 0.0));
      squares.push_back(std::inner_product(begin, end, begin, 0.0));
    }
    const auto indices = test::exactly("indices");
    expect_close(first, bank.at("first_bin").numbers(), indices);
    expect_close(last, bank.at("last_bin").numbers(), indices);
    expect_close(sums, bank.at("band_sum").numbers(), file_digits);
    expect_close(squares, bank.at("band_sum_of_squares").numbers(), file_digits);
    std::vector<double> start(bands.weights.begin(), bands.weights.begin() + bands.taps(0));
    start.resize(5);  // the file goes on with the zeros of the dense matrix
    expect_close(start, bank.at("band0_from_first_bin").numbers(), file_digits);
  }
}

TEST(MelBands, KeepTheirPlacesWhenEmpty) {
  // 128 bands of 129 bins: the lowest are narrower than the distance of bins.
  const MelBands bands = mel_bands({.bands = 128}, 256, 22050);
  int empty = 0;
  for (int band = 0; band < bands.count(); ++band) empty += bands.taps(band) == 0;
  EXPECT_GT(empty, 0);
  const MelTable table = mel_table(bands);
  AlignedFloats power(129 + longest_vector, 1.0f);
  std::vector<float> sums = test::poisoned(128);
  sum_bands(table, power.data(), sums.data());
  for (int band = 0; band < bands.count(); ++band)
    EXPECT_EQ(sums[band] == 0.0f, bands.taps(band) == 0);
}

TEST(MelBands, RefuseFrequenciesThatAreNotThere) {
  EXPECT_THROW(mel_bands({.high = 12000.0}, 2048, 22050), RequestError);
  EXPECT_THROW(mel_bands({.low = 11025.0}, 2048, 22050), RequestError);
  EXPECT_NO_THROW(mel_bands({.low = 20.0, .high = 11025.0}, 2048, 22050));
}

TEST(MelTable, SumsLikeTheDenseMatrix) {
  const MelBands bands = mel_bands({}, 2048, 22050);
  const MelTable table = mel_table(bands);
  AlignedFloats power(1025 + longest_vector, 0.0f);
  for (std::uint32_t bin = 0; bin < 1025; ++bin) {
    power[bin] = static_cast<float>(std::pow(test::noise_at(bin, 8), 2));
  }
  std::vector<double> expected;
  for (int band = 0; band < bands.count(); ++band) {
    double sum = 0.0;
    for (int tap = 0; tap < bands.taps(band); ++tap) {
      sum += bands.weights[bands.offset[band] + tap] * power[bands.first[band] + tap];
    }
    expected.push_back(sum);
  }
  test::for_each_simd_target([&] {
    std::vector<float> sums = test::poisoned(bands.count());
    sum_bands(table, power.data(), sums.data());
    // Terms are positive, so each of at most 108 / 4 + 4 roundings moves the sum by 2^-24 of it.
    expect_close(sums, expected, {0.0, 31 * 0x1p-24, "31 roundings"});
  });
}

}  // namespace
}  // namespace timbre::features
