#include "timbre/cache/compact_samples.hpp"

#include <algorithm>
#include <utility>

namespace timbre::cache {
namespace {

constexpr float steps_of_one = 1.0f / sample_step;

bool has_sixteen_bits(float sample) {
  const float steps = sample * steps_of_one;
  return steps >= -steps_of_one && steps < steps_of_one &&
         static_cast<float>(static_cast<std::int16_t>(steps)) == steps;
}

template <typename Sample>
void append_as_floats(const Sample* samples, std::int64_t count, std::vector<float>& floats) {
  const std::size_t before = floats.size();
  floats.resize(before + static_cast<std::size_t>(count));
  copy_in_floats(samples, count, floats.data() + before);
}

}  // namespace

std::int64_t CompactSamples::sample_count() const {
  return is_compact() ? std::ssize(sixteen_bits) : std::ssize(floats);
}

std::size_t CompactSamples::bytes() const {
  return sixteen_bits.size() * sizeof(std::int16_t) + floats.size() * sizeof(float);
}

SampleView CompactSamples::view() const {
  return is_compact() ? SampleView(sixteen_bits.data()) : SampleView(floats.data());
}

void CompactSamples::append(const CompactSamples& more) {
  if (is_compact() && more.is_compact()) {
    sixteen_bits.insert(sixteen_bits.end(), more.sixteen_bits.begin(), more.sixteen_bits.end());
    return;
  }
  widen();
  more.view().visit(
      [&](const auto* samples) { append_as_floats(samples, more.sample_count(), floats); });
}

void CompactSamples::widen() {
  if (!is_compact()) return;
  append_as_floats(sixteen_bits.data(), std::ssize(sixteen_bits), floats);
  sixteen_bits = {};
}

CompactSamples compacted(std::vector<float> samples) {
  CompactSamples result;
  if (!std::ranges::all_of(samples, has_sixteen_bits)) {
    result.floats = std::move(samples);
    return result;
  }
  result.sixteen_bits.resize(samples.size());
  std::ranges::transform(samples, result.sixteen_bits.begin(), [](float sample) {
    return static_cast<std::int16_t>(sample * steps_of_one);
  });
  return result;
}

}  // namespace timbre::cache
