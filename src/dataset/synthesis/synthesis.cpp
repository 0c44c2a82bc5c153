#include "dataset/synthesis/synthesis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "dataset/synthesis/sounds.hpp"
#include "timbre/core/error.hpp"

namespace timbre::dataset::synthesis {
namespace {

/// In the order of UrbanSound8K's class ids.
constexpr std::array<NamedSound, 10> urban = {{{"air_conditioner", air_conditioner},
                                               {"car_horn", car_horn},
                                               {"children_playing", children_playing},
                                               {"dog_bark", dog_bark},
                                               {"drilling", drilling},
                                               {"engine_idling", engine_idling},
                                               {"gun_shot", gun_shot},
                                               {"jackhammer", jackhammer},
                                               {"siren", siren},
                                               {"street_music", street_music}}};
constexpr std::array<NamedSound, 2> music_and_speech = {{{"music", music}, {"speech", speech}}};

std::span<const NamedSound> repertoire(Sounds sounds) {
  switch (sounds) {
    case Sounds::urban:
      return urban;
    case Sounds::music_speech:
      return music_and_speech;
    case Sounds::genres:
      return genres();
    case Sounds::freesound:
      return freesound_sounds();
    case Sounds::speakers:
      return speakers();
  }
  throw ContractError("sounds of an unknown kind");
}

double from_decibels(double decibels) {
  return std::pow(10.0, decibels / 20);
}

void scale(Signal& signal, double gain) {
  for (double& sample : signal) sample *= gain;
}

// Distant traffic: noise that falls off above a corner, and a hiss above it.
Signal background(Dice& source, Dice& noise, std::int64_t samples) {
  const double corner = source.octaves_between(150, 1200);
  const double hiss = source.octaves_between(0.02, 0.2);
  Filter rumble = Filter::low_pass(corner, 0.5);
  Signal signal = white_noise(noise, samples);
  for (double& sample : signal) sample = rumble(sample) + hiss * sample;
  return signal;
}

}  // namespace

std::vector<std::string> class_names(Sounds sounds) {
  std::vector<std::string> names;
  for (const NamedSound& sound : repertoire(sounds)) names.emplace_back(sound.name);
  return names;
}

std::vector<float> synthesise(const SoundRequest& request) {
  constexpr std::uint64_t most_clips = 1000;
  constexpr double full_scale = 0.95;
  const std::uint64_t item = request.source * most_clips + request.clip;
  Dice source(request.seed, Sequence::source, request.source);
  Dice clip(request.seed, Sequence::clip, item);
  Dice noise(request.seed, Sequence::background, item);
  const auto samples = static_cast<std::int64_t>(request.seconds * request.rate);

  const double level = from_decibels(source.between(-26, -12));
  const double background_level = level * from_decibels(source.between(-24, -3));
  Signal behind = background(source, noise, samples);
  const std::span<const NamedSound> known = repertoire(request.sounds);
  require(request.class_id >= 0 && std::cmp_less(request.class_id, known.size()),
          "there is no sound of that class");
  Signal sound = known[static_cast<std::size_t>(request.class_id)].sound(source, clip, samples);
  scale(sound, level / loudness(sound));
  mix(sound, behind, 0, background_level / loudness(behind));

  double peak = 0;
  for (const double sample : sound) peak = std::max(peak, std::abs(sample));
  if (peak > full_scale) scale(sound, full_scale / peak);
  return {sound.begin(), sound.end()};
}

}  // namespace timbre::dataset::synthesis
