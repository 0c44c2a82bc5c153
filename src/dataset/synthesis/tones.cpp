// Signals and music: sounds with a pitch that was meant.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dataset/synthesis/parts.hpp"
#include "dataset/synthesis/sounds.hpp"

namespace timbre::dataset::synthesis {

// Two tones a third apart, pressed and released.
Signal car_horn(Dice& source, Dice& clip, std::int64_t samples) {
  const double pitch = source.octaves_between(300, 520);
  const double upper_pitch = semitones_above(pitch, 3 + source.one_of(3));
  const double slope = source.between(0.3, 0.9);
  constexpr double edge = 0.015;  // s in which the horn speaks and stops

  Tone lower(20, slope, clip.between(0, 1));
  Tone upper(20, slope, clip.between(0, 1));
  Signal sound(static_cast<std::size_t>(samples));
  double pressed = clip.between(0, 0.2);
  double released = pressed + clip.between(0.3, 1.2);
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    const double time = time_of(sample);
    if (time > released) {
      pressed = released + clip.between(0.1, 0.35);
      released = pressed + clip.between(0.3, 1.2);
    }
    const double level = std::clamp(std::min(time - pressed, released - time) / edge, 0.0, 1.0);
    sound[sample] = level * (lower.next(pitch) + upper.next(upper_pitch));
  }
  return sound;
}

// A tone that sweeps up and down, as a slow wail or a fast yelp.
Signal siren(Dice& source, Dice& clip, std::int64_t samples) {
  const double low = source.octaves_between(450, 800);
  const double high = low * source.between(1.6, 2.4);
  const double period = source.octaves_between(0.35, 3.5);  // s
  const double slope = source.between(1.0, 2.0);
  const double start = clip.between(0, 1);

  Tone tone(6, slope, start);
  Signal sound(static_cast<std::size_t>(samples));
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    const double phase = time_of(sample) / period + start;
    const double height = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * phase);
    sound[sample] = tone.next(low * std::pow(high / low, height));
  }
  return sound;
}

// A bass and a chord on the beat, a melody twice as fast, a cymbal off the beat.
Signal street_music(Dice& source, Dice& clip, std::int64_t samples) {
  constexpr std::array scale = {0, 2, 4, 5, 7, 9, 11, 12};  // semitones, major
  constexpr std::array<std::array<int, 3>, 4> chords = {{   // in the scale's steps
                                                         {0, 2, 4},
                                                         {3, 5, 7},
                                                         {4, 6, 1},
                                                         {5, 7, 2}}};
  const double key = source.octaves_between(110, 220);
  const double half_beat = 30 / source.between(85, 140);  // s
  const double slope = source.between(0.8, 1.6);
  const double cymbal_level = source.between(0.1, 0.6);
  const double melody_level = source.between(0.5, 1.0);

  Signal sound(static_cast<std::size_t>(samples));
  const auto pitch = [&](int step) {
    return semitones_above(key, scale[static_cast<std::size_t>(step)]);
  };
  for (int count = 0; samples_in(count * half_beat) < samples; ++count) {
    const std::int64_t start = samples_in(count * half_beat);
    if (count % 2 == 0) {
      const auto& chord = chords[static_cast<std::size_t>(clip.one_of(4))];
      mix(sound, note(pitch(chord[0]) / 2, 2 * half_beat, slope), start, 0.8);
      for (const int step : chord) {
        mix(sound, note(2 * pitch(step), 2 * half_beat, slope), start, 0.35);
      }
    } else {
      mix(sound, cymbal(clip), start, cymbal_level);
    }
    mix(sound, note(4 * pitch(clip.one_of(8)), half_beat, slope), start, melody_level);
  }
  return sound;
}

}  // namespace timbre::dataset::synthesis
