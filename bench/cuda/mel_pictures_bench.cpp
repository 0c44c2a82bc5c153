// Samples to document 002's pictures: 32 clips of 10 s at 44100 Hz, 862 frames in 128 bands, drawn
// on 600x400 pixels and seen as 224x224.
//
// Bytes: every sample and every value of a pixel once, and each level written and read. Flops: 2.5
// n log2 n for each frame of n samples and two for each tap of the mel bands; the pixels, in
// double, are a hundredth of that. Bound on an H100 SXM: 0.8 us a picture, arithmetic.
#include <cmath>

#include "support/device_data.hpp"
#include "timbre/features/mel_bands.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::bench {
namespace {

using namespace features;

constexpr int sample_rate = 44100;  // Hz

void mel_pictures(benchmark::State& state, Cache cache) {
  const std::int64_t pictures = sized(32, 1), length = sized(441'000, 4100);
  FeatureOptions options{.segment = {.length = static_cast<int>(length), .whole = true},
                         .mel = {.bands = 128},
                         .kind = ExampleKind::mel_picture};
  options.picture = {
      .figure = {.width = 600, .height = 400},
      .colours = ColourMap::magma,
      .rows = BandRows::specshow,
      .resize = {.width = 224, .height = 224, .filter = PictureFilter::aligned, .crop = true}};
  const auto feature_plan = plan(device(), options, sample_rate);
  std::vector<ClipWindow> clips;
  for (std::int64_t clip = 0; clip < pictures; ++clip) clips.push_back({clip * length, length});
  const Buffer input = on_device(recorded_noise(pictures * length));
  const Buffer output = room_on_device(pictures * feature_plan->shape().size());
  const auto frames = static_cast<double>(pictures * frame_count(length, options.stft));
  const double n = options.stft.n_fft;
  const auto taps = mel_bands(options.mel, options.stft.n_fft, sample_rate).weights.size();
  measure(state, cache,
          {.bytes = static_cast<double>(input.bytes() + output.bytes()) +
                    2 * sizeof(float) * frames * options.mel.bands,
           .operations = frames * (2.5 * n * std::log2(n) + 2.0 * static_cast<double>(taps))},
          [&] {
            feature_plan->run(input.as<std::int16_t>(), pictures * length, clips,
                              output.as<float>());
          });
}
TIMBRE_GPU_BENCH(mel_pictures);

}  // namespace
}  // namespace timbre::bench
