#pragma once

#include <cstddef>

#include "dataset/synthesis/signal.hpp"

namespace timbre::dataset::synthesis {

/// Seconds from the start of a signal.
inline double time_of(std::size_t sample) {
  return static_cast<double>(sample) / sample_rate;
}

double semitones_above(double hertz, double semitones);

/// A note that is struck and dies away over `length` seconds.
Signal note(double pitch, double length, double slope);

/// The hiss of a cymbal.
Signal cymbal(Dice& clip);

}  // namespace timbre::dataset::synthesis
