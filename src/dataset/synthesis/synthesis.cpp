#include "dataset/synthesis/synthesis.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "dataset/synthesis/sounds.hpp"

namespace timbre::dataset::synthesis {
namespace {

using Sound = Signal (*)(Dice& source, Dice& clip, std::int64_t samples);

/// In the order of UrbanSound8K's class ids.
constexpr std::array<Sound, 10> sounds = {
    air_conditioner, car_horn, children_playing, dog_bark, drilling,
    engine_idling,   gun_shot, jackhammer,       siren,    street_music};

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

std::vector<float> synthesise(const SoundRequest& request) {
  constexpr std::uint64_t most_clips = 1000;
  constexpr double full_scale = 0.95;
  const std::uint64_t item = request.source * most_clips + request.clip;
  Dice source(request.seed, Sequence::source, request.source);
  Dice clip(request.seed, Sequence::clip, item);
  Dice noise(request.seed, Sequence::background, item);
  const std::int64_t samples = samples_in(request.seconds);

  const double level = from_decibels(source.between(-26, -12));
  const double background_level = level * from_decibels(source.between(-24, -3));
  Signal behind = background(source, noise, samples);
  Signal sound = sounds.at(static_cast<std::size_t>(request.class_id))(source, clip, samples);
  scale(sound, level / loudness(sound));
  mix(sound, behind, 0, background_level / loudness(behind));

  double peak = 0;
  for (const double sample : sound) peak = std::max(peak, std::abs(sample));
  if (peak > full_scale) scale(sound, full_scale / peak);
  return {sound.begin(), sound.end()};
}

}  // namespace timbre::dataset::synthesis
