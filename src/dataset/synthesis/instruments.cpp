// Single instruments, as Freesound has them: sustained, plucked or struck.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "dataset/synthesis/parts.hpp"
#include "dataset/synthesis/sounds.hpp"

namespace timbre::dataset::synthesis {
namespace {

struct Instrument {
  const char* name;
  double low, high;  // Hz, range of its notes
  int partials;
  double slope;    // of their levels: low is bright
  double attack;   // s
  double decay;    // s; 0: held as long as the note lasts
  double vibrato;  // semitones
  double noise;    // level of breath, bow or skin
  double colour;   // Hz, where that noise lies
  double pause;    // s between notes, at most
};

constexpr std::array<Instrument, 10> instruments = {{
    {"Acoustic_guitar", 82, 660, 14, 1.0, 0.004, 0.5, 0, 0.05, 3000, 0.4},
    {"Bass_drum", 45, 80, 2, 2.0, 0.002, 0.12, 0, 0.15, 200, 0.7},
    {"Cello", 65, 520, 20, 0.8, 0.09, 0, 0.25, 0.06, 2000, 0.2},
    {"Clarinet", 150, 1200, 9, 0.6, 0.04, 0, 0.02, 0.03, 1500, 0.3},
    {"Cowbell", 540, 900, 5, 0.3, 0.001, 0.12, 0, 0.1, 5000, 0.5},
    {"Flute", 260, 2000, 4, 1.6, 0.06, 0, 0.2, 0.2, 4000, 0.3},
    {"Hi-hat", 4000, 6000, 1, 1.0, 0.001, 0.05, 0, 3.0, 8000, 0.4},
    {"Snare_drum", 160, 240, 3, 1.0, 0.001, 0.08, 0, 1.5, 2500, 0.6},
    {"Trumpet", 165, 1000, 16, 0.4, 0.03, 0, 0.1, 0.02, 3000, 0.3},
    {"Violin_or_fiddle", 196, 2600, 18, 0.6, 0.06, 0, 0.35, 0.08, 5000, 0.15},
}};

Signal one_note(const Instrument& instrument, Dice& clip, double pitch, double length) {
  constexpr double vibrato_rate = 5.5;  // Hz
  Tone tone(instrument.partials, instrument.slope, clip.between(0, 1));
  Filter colour = Filter::band_pass(instrument.colour, 0.7);
  Signal sound = white_noise(clip, samples_in(length));
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    const double time = time_of(sample);
    const double bend = instrument.vibrato * std::sin(2 * std::numbers::pi * vibrato_rate * time);
    const double level = instrument.decay > 0
                             ? struck(time, instrument.attack, instrument.decay)
                             : std::min({1.0, time / instrument.attack, (length - time) / 0.05});
    sound[sample] = level * (tone.next(semitones_above(pitch, bend)) +
                             instrument.noise * colour(sound[sample]));
  }
  return sound;
}

Signal play(const Instrument& instrument, Dice& source, Dice& clip, std::int64_t samples) {
  const double low =
      source.octaves_between(instrument.low, std::sqrt(instrument.low * instrument.high));
  const double high = std::min(instrument.high, 2 * low);
  Signal sound(static_cast<std::size_t>(samples));
  double time = clip.between(0, 0.1);
  while (samples_in(time) < samples) {
    const double length =
        instrument.decay > 0 ? 5 * instrument.decay : clip.octaves_between(0.2, 1.2);
    mix(sound, one_note(instrument, clip, clip.octaves_between(low, high), length),
        samples_in(time), clip.between(0.6, 1));
    time += length / 2 + clip.between(0.05, 0.05 + instrument.pause) +
            (instrument.decay > 0 ? 0 : length / 2);
  }
  return sound;
}

template <std::size_t instrument>
Signal played(Dice& source, Dice& clip, std::int64_t samples) {
  return play(instruments[instrument], source, clip, samples);
}

template <std::size_t... instrument>
constexpr auto with_living(std::index_sequence<instrument...>) {
  return std::array<NamedSound, sizeof...(instrument) + 2>{
      {{"Bark", dog_bark},
       {"Gunshot_or_gunfire", gun_shot},
       {instruments[instrument].name, played<instrument>}...}};
}

constexpr auto all_sounds = with_living(std::make_index_sequence<instruments.size()>());

}  // namespace

std::span<const NamedSound> freesound_sounds() {
  return all_sounds;
}

}  // namespace timbre::dataset::synthesis
