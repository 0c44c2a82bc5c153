#include "features/frame_spectrum.hpp"

#include <algorithm>

#include "features/fft_cpu.hpp"
#include "timbre/features/window.hpp"

namespace timbre::features {

FrameSpectrum::FrameSpectrum(const StftOptions& stft) : n_fft_(stft.n_fft) {
  if (is_fast_length(n_fft_)) {
    fast_ = fft_tables(stft);
    return;
  }
  slow_.emplace(n_fft_);
  for (int index = 0; index < n_fft_; ++index) {
    window_.push_back(stft.full_scale * window_value(stft.window, index, stft.frame_length()));
  }
}

FrameSpectrum::Scratch FrameSpectrum::scratch() const {
  if (!slow_) return {AlignedFloats(fft_scratch_size(n_fft_)), {}};
  const std::size_t bins = static_cast<std::size_t>(n_fft_) / 2 + 1;
  return {AlignedFloats(bins + longest_vector), std::vector<double>(slow_->scratch_size() + bins)};
}

const float* FrameSpectrum::power(const float* frame, Scratch& scratch) const {
  if (!slow_) return power_spectrum(fast_, frame, scratch.floats.data());
  double* const power = scratch.doubles.data() + slow_->scratch_size();
  slow_->power({frame, static_cast<std::size_t>(n_fft_)}, window_.data(), scratch.doubles.data(),
               power);
  // What is behind the bins is zero since the scratch was made.
  std::transform(power, power + n_fft_ / 2 + 1, scratch.floats.begin(),
                 [](double value) { return static_cast<float>(value); });
  return scratch.floats.data();
}

}  // namespace timbre::features
