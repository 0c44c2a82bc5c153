#include "features/reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iostream>
#include <limits>
#include <numbers>

namespace timbre::test {
namespace {

using features::FeatureOptions;
using Complexes = std::vector<std::complex<double>>;
using Matrix = std::vector<std::vector<double>>;
using ExpectedMatrix = std::vector<std::vector<Expected>>;

constexpr double half_ulp = 0x1p-24;  // of 1 in float32

// numpy.pad, walking step by step and turning round at the ends.
double padded(std::span<const float> signal, std::int64_t position, features::PadMode pad) {
  const auto length = static_cast<std::int64_t>(signal.size());
  if (position >= 0 && position < length) return signal[position];
  if (pad == features::PadMode::constant) return 0.0;
  if (pad == features::PadMode::edge || length == 1) {
    return position < 0 ? signal.front() : signal.back();
  }
  std::int64_t at = 0, step = position < 0 ? -1 : 1;
  for (std::int64_t walked = 0; walked != position; walked += position < 0 ? -1 : 1) {
    if (at + step < 0 || at + step >= length) step = -step;
    at += step;
  }
  return signal[at];
}

Matrix windowed_frames(const FeatureOptions& options, std::span<const float> segment) {
  const int n_fft = options.stft.n_fft, hop = options.stft.hop;
  const int whole = options.stft.frame == 0 ? n_fft : options.stft.frame;
  const int before = options.stft.pad == features::PadMode::none ? 0 : whole / 2;
  const std::int64_t padded_length = static_cast<std::int64_t>(segment.size()) + 2 * before;
  Matrix frames;
  for (std::int64_t start = 0; start + whole <= padded_length; start += hop) {
    std::vector<double>& frame = frames.emplace_back(n_fft);
    for (int index = 0; index < n_fft; ++index) {
      frame[index] = padded(segment, start + index - before, options.stft.pad) *
                     hann(options.stft.window, index, whole) * options.stft.full_scale;
    }
  }
  return frames;
}

double to_mel(double hz, features::MelScale scale) {
  if (scale == features::MelScale::htk) return 2595.0 * std::log(1.0 + hz / 700.0) / std::log(10.0);
  return hz < 1000.0 ? 3.0 * hz / 200.0 : 15.0 + 27.0 * std::log(hz / 1000.0) / std::log(6.4);
}

double to_hz(double mel, features::MelScale scale) {
  if (scale == features::MelScale::htk) {
    return 700.0 * (std::exp(mel / 2595.0 * std::log(10.0)) - 1.0);
  }
  return mel < 15.0 ? 200.0 * mel / 3.0 : 1000.0 * std::pow(6.4, (mel - 15.0) / 27.0);
}

Matrix unit_matrix(int size) {
  Matrix matrix(size, std::vector<double>(size));
  for (int index = 0; index < size; ++index) matrix[index][index] = 1.0;
  return matrix;
}

// Dense: bands x bins, as librosa.filters.mel writes it.
Matrix mel_matrix(const FeatureOptions& options, int sample_rate) {
  const auto& mel = options.mel;
  const double low = to_mel(mel.low, mel.scale);
  const double high = to_mel(mel.high > 0.0 ? mel.high : sample_rate / 2.0, mel.scale);
  const auto corner = [&](int index) {
    return to_hz(low + index * (high - low) / (mel.bands + 1), mel.scale);
  };
  Matrix matrix(mel.bands, std::vector<double>(options.stft.n_fft / 2 + 1));
  for (int band = 0; band < mel.bands; ++band) {
    const double left = corner(band), peak = corner(band + 1), right = corner(band + 2);
    for (int bin = 0; bin <= options.stft.n_fft / 2; ++bin) {
      const double hz = static_cast<double>(bin) * sample_rate / options.stft.n_fft;
      const double weight = std::min((hz - left) / (peak - left), (right - hz) / (right - peak));
      const double norm = mel.norm == features::MelNorm::slaney ? 2.0 / (right - left) : 1.0;
      matrix[band][bin] = std::max(0.0, weight) * norm;
    }
  }
  return matrix;
}

// The sum of one band. The powers P of its bins carry errors of 2 |X| e + e^2 each, e being the
// amplitude_error; by Cauchy and Schwarz their weighted sum is at most 2 sqrt(P E) + E with
// E = e^2 * (sum of weights). Sums and weights add a few units in the last place of the power.
Expected power_sum(const std::vector<double>& weights, const Complexes& spectrum,
                   double bin_error) {
  double power = 0.0, error = 0.0;
  for (std::size_t bin = 0; bin < weights.size(); ++bin) {
    power += weights[bin] * std::norm(spectrum[bin]);
    error += weights[bin] * bin_error * bin_error;
  }
  return {power, 2.0 * std::sqrt(power * error) + error + 16.0 * half_ulp * power};
}

// The same of magnitudes, which carry errors of e each.
Expected magnitude_sum(const std::vector<double>& weights, const Complexes& spectrum,
                       double bin_error) {
  Expected sum;
  for (std::size_t bin = 0; bin < weights.size(); ++bin) {
    sum.value += weights[bin] * std::abs(spectrum[bin]);
    sum.budget += weights[bin] * bin_error;
  }
  sum.budget += 16.0 * half_ulp * sum.value;
  return sum;
}

// The level of a band. The logarithm and its rounding add two units in the last place.
Expected level_of(const FeatureOptions& options, const Expected& sum) {
  const bool natural = options.logarithm == features::Logarithm::natural;
  const bool floored = !natural || options.natural.silence == features::Silence::floor;
  const double floor =
      floored ? static_cast<float>(natural ? options.natural.floor : options.decibel.floor) : 0.0;
  const auto level = [&](double value) {
    const double raised = std::max(floor, value);
    return natural ? std::log(raised) : 10.0 * std::log10(raised);
  };
  const double value = level(sum.value);
  if (std::isinf(value) && sum.budget == 0.0) return {value, 0.0};
  const double moved =
      std::max(level(sum.value + sum.budget) - value, value - level(sum.value - sum.budget));
  return {value, moved + 4.0 * half_ulp * std::abs(value) + 1e-6};
}

// bands x frames; decibels are floored at the loudest minus the range.
ExpectedMatrix levels(const FeatureOptions& options, int sample_rate,
                      std::span<const float> segment) {
  const Matrix bands = options.bands == features::Bands::linear
                           ? unit_matrix(options.stft.n_fft / 2 + 1)
                           : mel_matrix(options, sample_rate);
  const auto band_sum =
      options.stft.spectrum == features::Spectrum::power ? power_sum : magnitude_sum;
  ExpectedMatrix result(bands.size());
  Expected peak{-std::numeric_limits<double>::infinity(), 0.0};
  for (const std::vector<double>& frame : windowed_frames(options, segment)) {
    const Complexes spectrum =
        std::has_single_bit(frame.size()) ? fast_dft(frame) : plain_dft(frame);
    for (std::size_t band = 0; band < bands.size(); ++band) {
      const Expected level =
          level_of(options, band_sum(bands[band], spectrum, amplitude_error(frame)));
      result[band].push_back(level);
      peak.value = std::max(peak.value, level.value);
      peak.budget = std::max(peak.budget, level.budget);
    }
  }
  if (options.logarithm == features::Logarithm::natural) return result;
  for (auto& row : result) {
    for (Expected& level : row) {
      if (level.value >= peak.value - options.decibel.range + peak.budget + level.budget) continue;
      level.value = std::max(level.value, peak.value - options.decibel.range);
      level.budget = std::max(level.budget, peak.budget) + half_ulp * 256.0;
    }
  }
  return result;
}

// document 001: flatten the transposed matrix, then read the list row by row.
ExpectedMatrix laid_out(const ExpectedMatrix& levels, features::Layout layout) {
  if (layout == features::Layout::bands_by_frames) return levels;
  std::vector<Expected> list;
  for (std::size_t frame = 0; frame < levels[0].size(); ++frame) {
    for (const auto& band : levels) list.push_back(band[frame]);
  }
  ExpectedMatrix result = levels;
  std::size_t next = 0;
  for (auto& row : result) {
    for (Expected& value : row) value = list[next++];
  }
  return result;
}

// The slope of the least-squares line through `width` columns around `middle`, which beyond the
// ends repeat the end. The budget follows the weights, and one rounding of each product and sum.
Expected slope(const std::vector<Expected>& row, int middle, int width) {
  const int reach = width / 2, last = static_cast<int>(row.size()) - 1;
  double squares = 0.0;
  Expected result;
  for (int k = -reach; k <= reach; ++k) squares += static_cast<double>(k) * k;
  for (int k = -reach; k <= reach; ++k) {
    const Expected& column = row[std::clamp(middle + k, 0, last)];
    result.value += k * column.value / squares;
    result.budget += std::abs(k) / squares *
                     (column.budget + 4.0 * half_ulp * (std::abs(column.value) + column.budget));
  }
  return result;
}

Expected delta(const std::vector<Expected>& row, int column,
               const features::DeltaOptions& options) {
  const int reach = options.width / 2, last = static_cast<int>(row.size()) - 1;
  const bool own_window = options.kind == features::DeltaKind::filter;
  return slope(row, own_window ? column : std::clamp(column, reach, last - reach), options.width);
}

Complexes halved(std::span<const double> signal, std::size_t first, std::size_t step) {
  const std::size_t length = signal.size() / step;
  if (length == 1) return {signal[first]};
  const Complexes even = halved(signal, first, 2 * step);
  const Complexes odd = halved(signal, first + step, 2 * step);
  Complexes result(length);
  for (std::size_t k = 0; k < length / 2; ++k) {
    const double angle =
        -2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(length);
    const std::complex<double> turned = odd[k] * std::polar(1.0, angle);
    result[k] = even[k] + turned;
    result[k + length / 2] = even[k] - turned;
  }
  return result;
}

}  // namespace

Complexes plain_dft(std::span<const double> signal) {
  const std::size_t length = signal.size();
  Complexes roots, result;
  for (std::size_t k = 0; k < length; ++k) {
    roots.push_back(std::polar(
        1.0, -2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(length)));
  }
  for (std::size_t k = 0; k <= length / 2; ++k) {
    std::complex<double> sum;
    for (std::size_t n = 0; n < length; ++n) sum += signal[n] * roots[k * n % length];
    result.push_back(sum);
  }
  return result;
}

Complexes fast_dft(std::span<const double> signal) {
  Complexes result = halved(signal, 0, 1);
  result.resize(signal.size() / 2 + 1);
  return result;
}

double hann(features::WindowKind kind, int index, int length) {
  const double sine = std::sin(std::numbers::pi * index /
                               (kind == features::WindowKind::hann_periodic ? length : length - 1));
  return sine * sine;
}

double amplitude_error(std::span<const double> windowed) {
  double energy = 0.0;
  for (const double value : windowed) energy += value * value;
  return 4.0 * half_ulp * std::log2(windowed.size()) * std::sqrt(energy);
}

std::vector<Expected> reference_example(const FeatureOptions& options, int sample_rate,
                                        std::span<const float> segment) {
  std::vector<Expected> example;
  for (const auto& row : laid_out(levels(options, sample_rate, segment), options.layout)) {
    for (int column = 0; column < std::ssize(row); ++column) {
      example.push_back(row[column]);
      if (options.delta.kind != features::DeltaKind::none) {
        example.push_back(delta(row, column, options.delta));
      }
    }
  }
  return example;
}

std::vector<Expected> reference_examples(const FeatureOptions& options, int sample_rate,
                                         std::span<const float> samples,
                                         std::span<const features::ClipWindow> clips) {
  std::vector<Expected> examples;
  for (const features::ClipWindow& clip : clips) {
    for (std::int64_t start = 0; start + options.segment.length <= clip.length;
         start += options.segment.hop) {
      const auto example = reference_example(
          options, sample_rate, samples.subspan(clip.offset + start, options.segment.length));
      examples.insert(examples.end(), example.begin(), example.end());
    }
  }
  return examples;
}

std::vector<Expected> beside(std::span<const float> values, std::span<const Expected> reference) {
  std::vector<Expected> expected;
  for (std::size_t index = 0; index < values.size(); ++index) {
    expected.push_back({values[index], 2.0 * reference[index].budget});
  }
  return expected;
}

void expect_within(std::span<const float> actual, std::span<const Expected> expected) {
  ASSERT_EQ(actual.size(), expected.size());
  std::size_t outside = 0, worst = 0;
  double worst_share = 0.0;
  for (std::size_t index = 0; index < expected.size(); ++index) {
    const bool same = actual[index] == expected[index].value;  // infinite ones have no distance
    const double error = same ? 0.0 : std::abs(actual[index] - expected[index].value);
    const bool fits = error <= expected[index].budget;  // false for NaN
    const double share = std::isnan(error) ? std::numeric_limits<double>::infinity()
                                           : error / expected[index].budget;
    outside += !fits;
    if (share > worst_share) worst_share = share, worst = index;
  }
  if (expected.empty()) return;
  if (outside == 0) {
    std::cout << "             " << std::round(100.0 * worst_share) << " % of the budget used\n";
    return;
  }
  ADD_FAILURE() << outside << " of " << expected.size() << " values are outside; the worst, "
                << worst << ", is " << actual[worst] << " for " << expected[worst].value << " +- "
                << expected[worst].budget;
}

}  // namespace timbre::test
