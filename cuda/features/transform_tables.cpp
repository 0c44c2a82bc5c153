#include "features/transform_tables.hpp"

#include "features/fft_shape.hpp"
#include "timbre/features/fft.hpp"

namespace timbre::cuda::features {
namespace {

using timbre::features::halved_window;
using timbre::features::root_of_unity;
using timbre::features::untangling_factor;
using Factors = std::vector<std::complex<float>>;

void append(Factors& factors, const std::complex<double>& factor) {
  factors.emplace_back(static_cast<float>(factor.real()), static_cast<float>(factor.imag()));
}

// Output k of the butterfly in place p of a block turns by k p / (radix places) of a circle.
Factors pass_factors(int radix, int places) {
  Factors factors;
  for (int output = 1; output < radix; ++output) {
    for (int place = 0; place < places; ++place) {
      append(factors, root_of_unity(output * place, radix * places));
    }
  }
  return factors;
}

Factors untangling_factors(const FftShape& shape) {
  Factors factors;
  for (int k = 0; k < shape.third / 2; ++k) {
    for (const bool mirrored : {false, true}) {
      for (int pair = 0; pair < shape.pairs(); ++pair) {
        const int frequency = shape.frequency(pair);
        const int bin = mirrored ? shape.mirror(frequency) : frequency;
        append(factors, untangling_factor(bin + k * shape.columns(), 2 * shape.points));
      }
    }
  }
  return factors;
}

}  // namespace

TransformTables transform_tables(const timbre::features::StftOptions& stft) {
  const FftShape shape = fft_shape(stft.n_fft / 2);
  TransformTables tables{.window = {},
                         .first = pass_factors(shape.first, shape.block()),
                         .second = pass_factors(shape.second, shape.third),
                         .untangling = untangling_factors(shape)};
  for (int index = 0; index < stft.n_fft; ++index) {
    tables.window.push_back(halved_window(stft, index));
  }
  return tables;
}

}  // namespace timbre::cuda::features
