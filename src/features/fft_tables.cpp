#include "features/fft_tables.hpp"

#include <complex>
#include <string>

#include "timbre/core/error.hpp"

namespace timbre::features {
namespace {

void append(const std::complex<double>& factor, AlignedFloats& re, AlignedFloats& im) {
  re.push_back(static_cast<float>(factor.real()));
  im.push_back(static_cast<float>(factor.imag()));
}

void fill_first(FftTables& tables) {
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) {
      append(root_of_unity(row * column, 16), tables.sixteenths_re, tables.sixteenths_im);
    }
    for (int place = 0; place < tables.points / 16; ++place) {
      for (int column = 0; column < 4; ++column) {
        append(root_of_unity((column + 4 * row) * block_at(place), tables.points), tables.first_re,
               tables.first_im);
      }
    }
  }
}

void fill_later(FftTables& tables) {
  for (int stride = 16; stride < tables.points; stride *= fft_radix(tables.points, stride)) {
    const int radix = fft_radix(tables.points, stride), length = tables.points / stride;
    for (int output = 1; output < radix; ++output) {
      AlignedFloats re, im;
      for (int block = 0; block < length / radix; ++block) {
        append(root_of_unity(output * block, length), re, im);
      }
      tables.later.insert(tables.later.end(), re.begin(), re.end());
      tables.later.insert(tables.later.end(), im.begin(), im.end());
    }
  }
}

}  // namespace

FftTables fft_tables(const StftOptions& stft) {
  const int n_fft = stft.n_fft;
  require(is_fast_length(n_fft),
          "n_fft is " + std::to_string(n_fft) + ", not a power of two from 256 to 4096");
  FftTables tables;
  tables.points = n_fft / 2;
  for (int index = 0; index < n_fft; ++index) {
    tables.window.push_back(halved_window(stft, index));
  }
  fill_first(tables);
  fill_later(tables);
  for (int bin = 0; bin < tables.points / 2; ++bin) {
    append(untangling_factor(bin, n_fft), tables.untangle_re, tables.untangle_im);
  }
  return tables;
}

}  // namespace timbre::features
