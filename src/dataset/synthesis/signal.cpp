#include "dataset/synthesis/signal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace timbre::dataset::synthesis {
void mix(Signal& into, const Signal& part, std::int64_t start, double gain) {
  const auto room = static_cast<std::int64_t>(into.size()) - start;
  const auto count = std::min(static_cast<std::int64_t>(part.size()), room);
  for (std::int64_t sample = 0; sample < count; ++sample) {
    into[static_cast<std::size_t>(start + sample)] += gain * part[static_cast<std::size_t>(sample)];
  }
}

Signal white_noise(Dice& dice, std::int64_t samples) {
  Signal noise(static_cast<std::size_t>(samples));
  for (double& sample : noise) sample = dice.between(-1, 1);
  return noise;
}

Filter::Filter(const Coefficients& coefficients)
    : scaled_{coefficients.b0 / coefficients.a0, coefficients.b1 / coefficients.a0,
              coefficients.b2 / coefficients.a0, 1,
              coefficients.a1 / coefficients.a0, coefficients.a2 / coefficients.a0} {}

Filter Filter::low_pass(double hertz, double q) {
  const double angle = turn * hertz / sample_rate;
  const double alpha = std::sin(angle) / (2 * q);
  const double cosine = std::cos(angle);
  return Filter(
      {(1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha});
}

Filter Filter::high_pass(double hertz, double q) {
  const double angle = turn * hertz / sample_rate;
  const double alpha = std::sin(angle) / (2 * q);
  const double cosine = std::cos(angle);
  return Filter(
      {(1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha});
}

Filter Filter::band_pass(double hertz, double q) {
  const double angle = turn * hertz / sample_rate;
  const double alpha = std::sin(angle) / (2 * q);
  return Filter({alpha, 0, -alpha, 1 + alpha, -2 * std::cos(angle), 1 - alpha});
}

double Filter::operator()(double input) {
  const double output = scaled_.b0 * input + scaled_.b1 * past_input_[0] +
                        scaled_.b2 * past_input_[1] - scaled_.a1 * past_output_[0] -
                        scaled_.a2 * past_output_[1];
  past_input_[1] = past_input_[0];
  past_input_[0] = input;
  past_output_[1] = past_output_[0];
  past_output_[0] = output;
  return output;
}

Signal filtered(const Signal& input, Filter filter) {
  Signal output(input.size());
  std::transform(input.begin(), input.end(), output.begin(),
                 [&](double sample) { return filter(sample); });
  return output;
}

Tone::Tone(int partials, double slope, double phase) : phase_(phase) {
  for (int partial = 1; partial <= partials; ++partial) {
    amplitudes_.push_back(std::pow(partial, -slope));
  }
}

double Tone::next(double hertz) {
  phase_ += hertz / sample_rate;
  phase_ -= std::floor(phase_);
  const auto audible = static_cast<std::size_t>(0.5 * sample_rate / hertz);
  const std::size_t partials = std::min(amplitudes_.size(), audible);
  // sin((k + 1) x) = 2 cos(x) sin(k x) - sin((k - 1) x)
  const double twice_cosine = 2 * std::cos(turn * phase_);
  double below = 0;
  double present = std::sin(turn * phase_);
  double sum = 0;
  for (std::size_t partial = 0; partial < partials; ++partial) {
    sum += amplitudes_[partial] * present;
    below = twice_cosine * present - below;
    std::swap(below, present);
  }
  return sum;
}

double struck(double seconds, double peak, double decay) {
  if (seconds < 0) return 0;
  return seconds < peak ? seconds / peak : std::exp(-(seconds - peak) / decay);
}

double swell(double seconds, double length) {
  if (seconds < 0 || seconds > length) return 0;
  const double sine = std::sin(std::numbers::pi * seconds / length);
  return sine * sine;
}

double loudness(const Signal& signal) {
  const auto window = static_cast<std::size_t>(samples_in(0.05));
  double loudest = 0;
  for (std::size_t start = 0; start < signal.size(); start += window) {
    const std::size_t end = std::min(start + window, signal.size());
    double energy = 0;
    for (std::size_t sample = start; sample < end; ++sample)
      energy += signal[sample] * signal[sample];
    loudest = std::max(loudest, energy / static_cast<double>(window));
  }
  return std::sqrt(loudest);
}

}  // namespace timbre::dataset::synthesis
