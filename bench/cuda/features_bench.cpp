// Samples to examples, the whole plan: 256 clips of 4 s at 22050 Hz, of 16 bits and as floats.
//
// Bytes: every sample and every element of an example once. Flops: 2.5 n log2 n for each frame of n
// samples, two for each tap of the mel bands, and four for each tap of a slope. Document 001's
// segments overlap, so that 185 frames stand for the 287 columns of a clip; all 287 are counted as
// work, since a pipeline without shared frames does it. Bound on an H100 SXM: arithmetic, 37 ns an
// example of 001; memory comes to half of it.
#include <cmath>

#include "support/device_data.hpp"
#include "timbre/features/mel_bands.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::bench {
namespace {

using namespace features;

constexpr int sample_rate = 22050;            // Hz
constexpr std::int64_t clip_samples = 88200;  // 4 s
constexpr std::int64_t samples_if_emulated = 21000;

double operations_of(const FeatureOptions& options) {
  const ExampleShape shape = example_shape(options);
  const double n = options.stft.n_fft;
  const auto taps = mel_bands(options.mel, options.stft.n_fft, sample_rate).weights.size();
  const double frame = 2.5 * n * std::log2(n) + 2.0 * static_cast<double>(taps);
  const double slope = shape.channels == 2 ? 4.0 * (options.delta.width / 2) : 0.0;
  return static_cast<double>(shape.columns) * (frame + slope * static_cast<double>(shape.rows));
}

template <typename Sample>
void run_plan(benchmark::State& state, Cache cache, FeatureOptions options) {
  const bool real = device().kind() == "cuda";
  const std::int64_t clip_count = real ? 256 : 1;
  const std::int64_t length =
      real ? std::max<std::int64_t>(clip_samples, options.segment.length) : samples_if_emulated;
  options.segment.length = static_cast<int>(std::min<std::int64_t>(options.segment.length, length));
  const auto feature_plan = plan(device(), options, sample_rate);
  std::vector<ClipWindow> clips;
  for (std::int64_t clip = 0; clip < clip_count; ++clip) clips.push_back({clip * length, length});
  std::vector<Sample> samples;
  for (const std::int16_t sample : recorded_noise(clip_count * length)) {
    samples.push_back(std::is_same_v<Sample, float> ? static_cast<Sample>(sample * 0x1p-15f)
                                                    : static_cast<Sample>(sample));
  }
  const std::int64_t examples = clip_count * segment_count(length, options.segment);
  const Buffer input = on_device(samples);
  const Buffer output(device(), examples * feature_plan->shape().size() * sizeof(float));
  measure(state, cache,
          {.bytes = static_cast<double>(input.bytes() + output.bytes()),
           .operations = static_cast<double>(examples) * operations_of(options)},
          [&] {
            feature_plan->run(input.as<Sample>(), std::ssize(samples), clips, output.as<float>());
          });
  state.counters["examples"] = static_cast<double>(examples);
}

FeatureOptions plain_log_mel() {
  return {.segment = {clip_samples, clip_samples}, .delta = {.kind = DeltaKind::none}};
}

void log_mel(benchmark::State& state, Cache cache) {
  run_plan<std::int16_t>(state, cache, plain_log_mel());
}
void log_mel_of_floats(benchmark::State& state, Cache cache) {
  run_plan<float>(state, cache, plain_log_mel());
}
void document_001(benchmark::State& state, Cache cache) {
  run_plan<std::int16_t>(state, cache, {.layout = Layout::scrambled});
}
void document_001_of_floats(benchmark::State& state, Cache cache) {
  run_plan<float>(state, cache, {.layout = Layout::scrambled});
}
// 20 s in 128 bands, which several blocks share; see cuda/features/long_examples.cu.
void long_log_mel(benchmark::State& state, Cache cache) {
  FeatureOptions options = plain_log_mel();
  options.segment = {5 * clip_samples, 5 * clip_samples};
  options.mel.bands = 128;
  run_plan<std::int16_t>(state, cache, options);
}
TIMBRE_GPU_BENCH(log_mel);
TIMBRE_GPU_BENCH(log_mel_of_floats);
TIMBRE_GPU_BENCH(document_001);
TIMBRE_GPU_BENCH(document_001_of_floats);
TIMBRE_GPU_BENCH(long_log_mel);

}  // namespace
}  // namespace timbre::bench
