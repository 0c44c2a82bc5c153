// Machines: steady noise, motors, hammers.
#include <cmath>
#include <numbers>

#include "dataset/synthesis/parts.hpp"
#include "dataset/synthesis/sounds.hpp"

namespace timbre::dataset::synthesis {
namespace {}  // namespace

// Noise through a duct, with the hum of its motor.
Signal air_conditioner(Dice& source, Dice& clip, std::int64_t samples) {
  const double cutoff = source.octaves_between(300, 1600);
  const double hum_pitch = source.between(48, 125);
  const double hum_level = source.between(0.01, 0.08);
  const double flutter_rate = source.between(0.3, 1.5);
  const double flutter_depth = source.between(0.0, 0.15);
  const double start = clip.between(0, 1);

  Tone hum(8, 0.8, start);
  Signal sound = white_noise(clip, samples);
  Filter smooth = Filter::low_pass(cutoff);
  Filter duct = Filter::low_pass(1.5 * cutoff);
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    const double flutter =
        1 + flutter_depth * std::sin(turn * (flutter_rate * time_of(sample) + start));
    sound[sample] = flutter * duct(smooth(sound[sample])) + hum_level * hum.next(hum_pitch);
  }
  return sound;
}

// A buzzing motor and the hiss of stone, both modulated by the bit's blows.
Signal drilling(Dice& source, Dice& clip, std::int64_t samples) {
  const double pitch = source.octaves_between(110, 260);
  const double slope = source.between(0.4, 0.8);
  const double hiss_centre = source.octaves_between(2200, 5500);
  const double hiss_level = source.between(0.6, 2.0);
  const double blow_rate = source.between(30, 60);
  const double blow_depth = source.between(0.2, 0.6);
  const double load_rate = clip.between(0.3, 1.0);
  const double start = clip.between(0, 1);

  Tone motor(40, slope, start);
  Signal sound = white_noise(clip, samples);
  Filter hiss = Filter::band_pass(hiss_centre, 0.8);
  for (std::size_t sample = 0; sample < sound.size(); ++sample) {
    const double time = time_of(sample);
    const double load = std::sin(turn * (load_rate * time + start));
    const double blows = 1 - blow_depth * (0.5 + 0.5 * std::sin(turn * blow_rate * time));
    sound[sample] =
        blows * (0.25 * motor.next(pitch * (1 + 0.04 * load)) + hiss_level * hiss(sound[sample]));
  }
  return sound;
}

// Explosions at a low rate, uneven from cylinder to cylinder, heard through the body.
Signal engine_idling(Dice& source, Dice& clip, std::int64_t samples) {
  const double firing_rate = source.between(14, 34);
  const double body = source.octaves_between(60, 150);
  const double rattle = source.octaves_between(280, 700);
  const double rattle_level = source.between(0.3, 0.9);
  const double exhaust = source.between(0.05, 0.3);
  const double cylinders[4] = {1, source.between(0.5, 1), source.between(0.5, 1),
                               source.between(0.5, 1)};
  constexpr double explosion_decay = 0.004;  // s

  Signal sound = white_noise(clip, samples);
  Filter body_filter = Filter::band_pass(body, 1.5);
  Filter rattle_filter = Filter::band_pass(rattle, 2.5);
  Filter exhaust_filter = Filter::low_pass(400);
  double since_firing = clip.between(0, 1 / firing_rate);
  double period = 1 / firing_rate;
  std::size_t firing = 0;
  for (double& sample : sound) {
    since_firing += 1.0 / sample_rate;
    if (since_firing >= period) {
      since_firing -= period;
      period = clip.between(0.95, 1.05) / firing_rate;
      ++firing;
    }
    const double pressure = cylinders[firing % 4] * struck(since_firing, 0.0005, explosion_decay);
    const double blast = pressure * (1 + 0.5 * sample);
    sample =
        body_filter(blast) + rattle_level * rattle_filter(blast) + exhaust * exhaust_filter(sample);
  }
  return sound;
}

// Hits of metal on stone: a click of noise, ringing steel and a thump for each.
Signal jackhammer(Dice& source, Dice& clip, std::int64_t samples) {
  const double hit_rate = source.between(9, 19);
  const double steel[2] = {source.octaves_between(1100, 2400), source.octaves_between(2400, 5000)};
  const double ring = source.between(3, 9);
  const double click_decay = source.between(0.006, 0.016);  // s
  const double thump_pitch = source.between(80, 170);
  const double thump_level = source.between(0.2, 0.7);
  constexpr double thump_decay = 0.02;  // s

  Signal sound = white_noise(clip, samples);
  Filter low_steel = Filter::band_pass(steel[0], ring);
  Filter high_steel = Filter::band_pass(steel[1], ring);
  double since_hit = clip.between(0, 1 / hit_rate);
  double period = 1 / hit_rate;
  double strength = 1;
  for (double& sample : sound) {
    since_hit += 1.0 / sample_rate;
    if (since_hit >= period) {
      since_hit -= period;
      period = clip.between(0.96, 1.04) / hit_rate;
      strength = clip.between(0.7, 1);
    }
    const double click = strength * sample * struck(since_hit, 0.001, click_decay);
    const double thump =
        strength * struck(since_hit, 0.002, thump_decay) * std::sin(turn * thump_pitch * since_hit);
    sample = 0.4 * click + 1.5 * (low_steel(click) + high_steel(click)) + thump_level * thump;
  }
  return sound;
}

}  // namespace timbre::dataset::synthesis
