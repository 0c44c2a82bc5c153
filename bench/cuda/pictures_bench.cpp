// Samples to pictures of document 004: 256 clips of 5 s at 22050 Hz, 57 frames of 2048, 64x64
// pixels; and smoothed, when all levels go through device memory.
//
// Bytes: every sample and every value of a pixel once, and each smoothed level written and read.
// Flops, in double: 5 points log2 points (1024, a real frame), two for each of its samples and 20
// for each bin. Bound on an H100 SXM: memory 81 ns and arithmetic 124 ns a picture; what the
// transform moves through shared memory, which is not counted here, takes 450 ns.
#include <cmath>

#include "support/device_data.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::bench {
namespace {

using namespace features;

void draw(benchmark::State& state, Cache cache, Interpolation interpolation) {
  constexpr double frame_size = 2048, points = 1024, passes = 10, bins = 1025, hop = 1920;
  const std::int64_t pictures = sized(256, 1), length = sized(110'250, 4100);
  FeatureOptions options{.segment = {static_cast<int>(length), static_cast<int>(length)},
                         .kind = ExampleKind::spectrogram_picture};
  options.picture.interpolation = interpolation;
  const auto feature_plan = plan(device(), options, 22050);
  std::vector<ClipWindow> clips;
  for (std::int64_t clip = 0; clip < pictures; ++clip) clips.push_back({clip * length, length});
  const Buffer input = on_device(recorded_noise(pictures * length));
  const Buffer output = room_on_device(pictures * feature_plan->shape().size());
  const double frames = 1 + std::floor((static_cast<double>(length) - frame_size) / hop);
  const double levels = interpolation == Interpolation::nearest ? 0.0 : frames * bins;
  const auto count = static_cast<double>(pictures);
  measure(
      state, cache,
      {.bytes =
           static_cast<double>(input.bytes() + output.bytes()) + 2 * sizeof(float) * levels * count,
       .operations = count * frames * (5 * points * passes + 2 * frame_size + 20 * bins),
       .arithmetic = Arithmetic::f64},
      [&] {
        feature_plan->run(input.as<std::int16_t>(), pictures * length, clips, output.as<float>());
      });
}

void genre_pictures(benchmark::State& state, Cache cache) {
  draw(state, cache, Interpolation::nearest);
}
void smoothed_pictures(benchmark::State& state, Cache cache) {
  draw(state, cache, Interpolation::antialiased);
}
TIMBRE_GPU_BENCH(genre_pictures);
TIMBRE_GPU_BENCH(smoothed_pictures);

}  // namespace
}  // namespace timbre::bench
