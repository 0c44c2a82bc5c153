#pragma once

#include <span>

#include "timbre/decode/picture.hpp"

namespace timbre::report {

/// Pixels of every spectrogram.
inline constexpr int spectrogram_width = 320;
inline constexpr int spectrogram_height = 120;

/// Draws a sound for people, whatever the features of the experiment: time to the right, frequency
/// upwards in mel, the upper 80 dB in the colours of magma. `samples` must not be empty; `rate` in
/// Hz.
decode::Picture spectrogram_picture(std::span<const float> samples, int rate);

}  // namespace timbre::report
