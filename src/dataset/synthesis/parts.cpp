#include "dataset/synthesis/parts.hpp"

#include <cmath>

namespace timbre::dataset::synthesis {

double semitones_above(double hertz, double semitones) {
  return hertz * std::exp2(semitones / 12);
}

Signal note(double pitch, double length, double slope) {
  Tone string(8, slope);
  Signal sound(static_cast<std::size_t>(samples_in(length)));
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    sound[sample] = struck(time_of(sample), 0.01, length / 2) * string.next(pitch);
  }
  return sound;
}

Signal cymbal(Dice& clip) {
  constexpr double length = 0.08;  // s
  Signal sound = filtered(white_noise(clip, samples_in(length)), Filter::high_pass(6000));
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    sound[sample] *= struck(time_of(sample), 0.001, length / 4);
  }
  return sound;
}

}  // namespace timbre::dataset::synthesis
