#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "timbre/features/plan.hpp"

/// Features computed slowly in double, written from the tools' documentation and not from the code
/// under test: it shares nothing with that but the options. Every value comes with the error that
/// single precision may make of it.
namespace timbre::test {

/// A value and how far from it a result in float may lie.
struct Expected {
  double value = 0.0;
  double budget = 0.0;
};

/// X[k] = sum over n of x[n] exp(-2 pi i k n / N), k = 0 ... N / 2, term by term.
std::vector<std::complex<double>> plain_dft(std::span<const double> signal);

/// The same by halving, for lengths that are powers of two.
std::vector<std::complex<double>> fast_dft(std::span<const double> signal);

/// The Hann window and samples times it.
double hann(features::WindowKind kind, int index, int length);

/// What the error of one bin's amplitude may be, in float, of a windowed frame. Each of the log2(n)
/// levels of the transform rounds sums and products to 2^-24 of themselves. Spread evenly, as for
/// noise, the errors grow with sqrt(log2 n) times the rms of the bins, which is the frame's norm
/// (Parseval); a periodic signal lines them up in a few bins, at worst one after the other:
/// 4 * 2^-24 log2(n) times the norm.
double amplitude_error(std::span<const double> windowed);

/// The example of one segment [rows, columns, channels].
std::vector<Expected> reference_example(const features::FeatureOptions& options, int sample_rate,
                                        std::span<const float> segment);

/// The examples of all segments of all clips, one after the other.
std::vector<Expected> reference_examples(const features::FeatureOptions& options, int sample_rate,
                                         std::span<const float> samples,
                                         std::span<const features::ClipWindow> clips);

/// Values of one result in float beside another's: they differ by at most what each may differ from
/// the reference.
std::vector<Expected> beside(std::span<const float> values, std::span<const Expected> reference);

/// Expects every value within its budget, and prints the share of it that the worst one used.
void expect_within(std::span<const float> actual, std::span<const Expected> expected);

}  // namespace timbre::test
