// People who talk: syllables of a voiced vowel and a hiss, words and pauses.
#include <algorithm>
#include <array>

#include "dataset/synthesis/parts.hpp"
#include "dataset/synthesis/sounds.hpp"

namespace timbre::dataset::synthesis {
namespace {

struct Speaker {
  double pitch;      // Hz
  double mouth;      // size of the resonances, 1 in a man
  double slope;      // of the voice's spectrum
  double melody;     // how far the pitch moves, in octaves
  double syllables;  // in a second
  double hiss;       // level of consonants
};

// First two resonances of ah, eh, ee, oh, oo in a man (G. Peterson and H. Barney, 1952), Hz.
constexpr std::array<std::array<double, 2>, 5> vowels = {
    {{730, 1090}, {530, 1840}, {270, 2290}, {570, 840}, {300, 870}}};

Signal vowel(const Speaker& speaker, Dice& clip, double length) {
  const auto& formants = vowels[static_cast<std::size_t>(clip.one_of(5))];
  Filter first = Filter::band_pass(speaker.mouth * formants[0], 6);
  Filter second = Filter::band_pass(speaker.mouth * formants[1], 9);
  const double start = clip.between(-0.5, 0.5) * speaker.melody;
  const double end = clip.between(-0.6, 0.4) * speaker.melody;
  Tone voice(24, speaker.slope);
  Signal sound(static_cast<std::size_t>(samples_in(length)));
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    const double time = time_of(sample);
    const double octaves = start + (end - start) * time / length;
    const double breath = voice.next(semitones_above(speaker.pitch, 12 * octaves));
    sound[sample] = swell(time, length) * (first(breath) + 0.7 * second(breath) + 0.05 * breath);
  }
  return sound;
}

Signal consonant(const Speaker& speaker, Dice& clip) {
  const double length = clip.between(0.04, 0.11);
  const double centre = speaker.mouth * clip.octaves_between(1800, 5500);
  Signal sound = filtered(white_noise(clip, samples_in(length)), Filter::band_pass(centre, 1.5));
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    sound[sample] *= swell(time_of(sample), length);
  }
  return sound;
}

Signal talk(const Speaker& speaker, Dice& clip, std::int64_t samples) {
  Signal sound(static_cast<std::size_t>(samples));
  double time = clip.between(0, 0.2);
  while (samples_in(time) < samples) {
    for (int left = 1 + clip.one_of(4); left > 0; --left) {
      const double length = clip.between(0.7, 1.3) / speaker.syllables;
      mix(sound, consonant(speaker, clip), samples_in(time), speaker.hiss * clip.between(0.3, 1));
      mix(sound, vowel(speaker, clip, length), samples_in(time + 0.05), clip.between(0.5, 1));
      time += length;
    }
    time += clip.chance(0.2) ? clip.between(0.3, 0.7) : clip.between(0.03, 0.12);
  }
  return sound;
}

// A person, but not always in the same room or mood.
Signal talk_as(Speaker speaker, Dice& source, Dice& clip, std::int64_t samples) {
  speaker.pitch *= source.between(0.92, 1.08);
  speaker.syllables *= source.between(0.85, 1.15);
  speaker.hiss *= source.between(0.6, 1.4);
  return talk(speaker, clip, samples);
}

Signal first_speaker(Dice& source, Dice& clip, std::int64_t samples) {
  return talk_as({115, 1.0, 0.7, 0.6, 4.5, 0.8}, source, clip, samples);
}

Signal second_speaker(Dice& source, Dice& clip, std::int64_t samples) {
  return talk_as({145, 1.12, 1.0, 0.9, 5.5, 1.3}, source, clip, samples);
}

}  // namespace

Signal speech(Dice& source, Dice& clip, std::int64_t samples) {
  const Speaker speaker{.pitch = source.octaves_between(90, 260),
                        .mouth = source.between(0.95, 1.25),
                        .slope = source.between(0.5, 1.1),
                        .melody = source.between(0.3, 0.9),
                        .syllables = source.between(3.5, 6.5),
                        .hiss = source.between(0.4, 1.6)};
  return talk(speaker, clip, samples);
}

std::span<const NamedSound> speakers() {
  static constexpr std::array<NamedSound, 2> both = {
      {{"first", first_speaker}, {"second", second_speaker}}};
  return both;
}

}  // namespace timbre::dataset::synthesis
