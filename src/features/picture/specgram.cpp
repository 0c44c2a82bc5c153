#include "timbre/features/picture/specgram_tables.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "features/double_spectrum.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/fft.hpp"
#include "timbre/features/window.hpp"

namespace timbre::features {

void describe(config::Fields& fields, SpecgramOptions& options) {
  fields.integer("n_fft", options.n_fft, {256, 4096}, "samples",
                 "length of a frame and of its transform, a power of two");
  fields.integer("overlap", options.overlap, {0, 4095}, "samples",
                 "that a frame shares with the next; less than n_fft");
  fields.number("rate", options.rate, {1e-6, 1e6}, "Hz", "by which powers are divided");
  fields.choice("window", options.window,
                {{"hann_periodic", WindowKind::hann_periodic},
                 {"hann_symmetric", WindowKind::hann_symmetric}},
                "symmetric as Matplotlib's, periodic as SciPy's");
  if (!is_fast_length(options.n_fft)) {
    fields.problem("n_fft", std::to_string(options.n_fft) +
                                " is not allowed; allowed are 256, 512, 1024, 2048 and 4096");
  }
  if (options.overlap >= options.n_fft) {
    fields.problem("overlap", std::to_string(options.overlap) + " is not below n_fft, " +
                                  std::to_string(options.n_fft));
  }
}

SpecgramTables::SpecgramTables(const SpecgramOptions& options) {
  const int n_fft = options.n_fft;
  double energy = 0.0;
  for (int index = 0; index < n_fft; ++index) {
    window.push_back(window_value(options.window, index, n_fft));
    energy += window.back() * window.back();
  }
  for (int bin = 0; bin <= n_fft / 2; ++bin) {
    factors.push_back(density_factor(bin, n_fft, options.rate, energy));
  }
}

struct Specgram::Tables : SpecgramTables {
  explicit Tables(const SpecgramOptions& wanted)
      : SpecgramTables(wanted), options(wanted), spectrum(wanted.n_fft) {}

  SpecgramOptions options;
  DoubleSpectrum spectrum;
};

Specgram::Specgram(const SpecgramOptions& options) {
  require(is_fast_length(options.n_fft) && options.overlap >= 0 && options.overlap < options.n_fft,
          "a specgram needs frames that move on, of 256 to 4096 samples, a power of two");
  tables_ = std::make_unique<Tables>(options);
}

Specgram::~Specgram() = default;

int Specgram::bins() const {
  return tables_->options.n_fft / 2 + 1;
}

std::int64_t Specgram::frames(std::int64_t samples) const {
  return specgram_frames(samples, tables_->options.n_fft, tables_->options.overlap);
}

std::size_t Specgram::scratch_size() const {
  return tables_->spectrum.scratch_size() + bins();
}

void Specgram::run(std::span<const float> samples, std::span<double> scratch,
                   std::span<float> levels) const {
  const auto length = static_cast<std::int64_t>(samples.size());
  const std::int64_t frame_count = frames(length);
  const int n_fft = tables_->options.n_fft, hop = n_fft - tables_->options.overlap;
  require(scratch.size() >= scratch_size() &&
              static_cast<std::int64_t>(levels.size()) == frame_count * bins(),
          "a specgram has other sizes than its memory");
  double* power = scratch.data() + tables_->spectrum.scratch_size();
  float* level = levels.data();
  for (std::int64_t index = 0; index < frame_count; ++index) {
    const auto frame = samples.subspan(index * hop, std::min<std::int64_t>(n_fft, length));
    tables_->spectrum.power(frame, tables_->window.data(), scratch.data(), power);
    for (int bin = 0; bin < bins(); ++bin)
      *level++ = density_level(power[bin] * tables_->factors[bin]);
  }
}

}  // namespace timbre::features
