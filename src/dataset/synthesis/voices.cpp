// Living things, and the one that shoots: sounds that come and go.
#include <algorithm>

#include "dataset/synthesis/parts.hpp"
#include "dataset/synthesis/sounds.hpp"

namespace timbre::dataset::synthesis {
namespace {

// A called vowel: a gliding pitch through two resonances of the mouth.
Signal syllable(Dice& clip, double pitch, double mouth) {
  const double length = clip.between(0.12, 0.4);
  const double start_pitch = pitch * clip.between(0.8, 1.3);
  const double end_pitch = pitch * clip.between(0.8, 1.5);
  Filter first_formant = Filter::band_pass(mouth * clip.between(500, 1000), 5);
  Filter second_formant = Filter::band_pass(mouth * clip.between(1500, 2900), 7);

  Tone voice(25, 0.6);
  Signal sound(static_cast<std::size_t>(samples_in(length)));
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    const double time = time_of(sample);
    const double breath = voice.next(start_pitch + (end_pitch - start_pitch) * time / length);
    sound[sample] =
        swell(time, length) * (first_formant(breath) + 0.8 * second_formant(breath) + 0.1 * breath);
  }
  return sound;
}

struct Dog {
  double pitch;      // Hz
  double throat;     // Hz, resonance
  double roughness;  // noise in the voice
  double decay;      // s
};

Signal bark(const Dog& dog, Dice& clip) {
  const double pitch = dog.pitch * clip.between(0.9, 1.1);
  constexpr double attack = 0.012, fall = 0.12;  // s
  Tone voice(20, 0.5);
  Filter throat = Filter::band_pass(dog.throat, 2);
  Signal sound = white_noise(clip, samples_in(0.03 + 6 * dog.decay));
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    const double time = time_of(sample);
    const double glide = 0.75 + 0.5 * struck(time, 0.03, fall);
    const double growl = voice.next(pitch * glide) + dog.roughness * sound[sample];
    sound[sample] = struck(time, attack, dog.decay) * (throat(growl) + 0.15 * growl);
  }
  return sound;
}

// The crack of one shot and what the surroundings make of it.
Signal shot(Dice& source, Dice& clip) {
  const double crack_decay = source.octaves_between(0.012, 0.05);  // s
  const double tail_decay = source.between(0.1, 0.3);              // s
  const double tail_level = source.between(0.1, 0.35);
  const double echo_delay = source.between(0.06, 0.2);  // s
  const double echo_level = source.between(0.15, 0.5);
  Filter muzzle = Filter::low_pass(source.octaves_between(2000, 8000));
  Filter street = Filter::low_pass(source.octaves_between(500, 1500));

  Signal direct = white_noise(clip, samples_in(4 * tail_decay));
  for (std::size_t sample = 0; sample < direct.size(); ++sample) {
    const double time = time_of(sample);
    const double noise = direct[sample];
    direct[sample] = muzzle(noise) * struck(time, 0.001, crack_decay) +
                     tail_level * street(noise) * struck(time, 0.02, tail_decay);
  }
  Signal sound(direct.size() + static_cast<std::size_t>(samples_in(echo_delay)));
  mix(sound, direct);
  mix(sound, filtered(direct, Filter::low_pass(1200)), samples_in(echo_delay), echo_level);
  return sound;
}

}  // namespace

// Several high voices that call at their own times.
Signal children_playing(Dice& source, Dice& clip, std::int64_t samples) {
  const int children = 2 + source.one_of(3);
  const double mouth = source.between(1.0, 1.3);
  Signal sound(static_cast<std::size_t>(samples));
  for (int child = 0; child < children; ++child) {
    const double pitch = source.octaves_between(260, 600);
    double time = clip.between(0, 0.3);
    while (samples_in(time) < samples) {
      mix(sound, syllable(clip, pitch, mouth), samples_in(time), clip.between(0.4, 1));
      time += clip.between(0.15, 0.6);
    }
  }
  return sound;
}

// Short barks, now and then two in a row.
Signal dog_bark(Dice& source, Dice& clip, std::int64_t samples) {
  const Dog dog{.pitch = source.octaves_between(220, 650),
                .throat = source.octaves_between(600, 1500),
                .roughness = source.between(0.4, 1.5),
                .decay = source.between(0.035, 0.08)};
  const double pause = source.between(0.35, 0.6);
  Signal sound(static_cast<std::size_t>(samples));
  double time = clip.between(0, 0.3);
  while (samples_in(time) < samples) {
    mix(sound, bark(dog, clip), samples_in(time), clip.between(0.6, 1));
    time += clip.chance(0.25) ? 0.22 : pause * clip.between(0.8, 1.3);
  }
  return sound;
}

// One shot early, another one later, so that most windows of a second hear one.
Signal gun_shot(Dice& source, Dice& clip, std::int64_t samples) {
  const Signal fired = shot(source, clip);
  Signal sound(static_cast<std::size_t>(samples));
  double time = clip.between(0.05, 0.4);
  while (samples_in(time) < samples) {
    mix(sound, fired, samples_in(time), clip.between(0.7, 1));
    time += clip.between(0.6, 0.95);
  }
  return sound;
}

}  // namespace timbre::dataset::synthesis
