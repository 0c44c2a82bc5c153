// The yardstick of features_bench: plain log-mel of 4 s clips by cuFFT, whose frames and spectra go
// through device memory. Bytes and operations are the least that the work takes, as they are for
// log_mel_of_floats, so that the shares of the bound compare. cuda/features/frame_kernels.cu has
// the bytes that this way moves.
#include <cmath>

#include "features/cufft_plan.hpp"
#include "support/gpu_bench.hpp"
#include "timbre/features/mel_bands.hpp"

namespace timbre::bench {
namespace {

using namespace features;

constexpr int sample_rate = 22050;  // Hz
constexpr std::int64_t clip_samples = 88200;
constexpr std::int64_t samples_if_emulated = 4000;

void log_mel_by_cufft(benchmark::State& state, Cache cache) {
  const bool real = device().kind() == "cuda";
  const std::int64_t clip_count = real ? 256 : 1;
  const std::int64_t length = real ? clip_samples : samples_if_emulated;
  const FeatureOptions options{.segment = {static_cast<int>(length), static_cast<int>(length)},
                               .delta = {.kind = DeltaKind::none}};
  cuda::TransformCache transforms;
  const auto feature_plan = cuda::cufft_feature_plan(device(), options, sample_rate, transforms,
                                                     real ? cuda::frames_at_once : 8);
  std::vector<ClipWindow> clips;
  std::vector<float> samples;
  for (std::int64_t clip = 0; clip < clip_count; ++clip) clips.push_back({clip * length, length});
  std::uint32_t noise = 1;
  for (std::int64_t index = 0; index < clip_count * length; ++index) {
    noise = noise * 1664525u + 1013904223u;
    samples.push_back(static_cast<float>(static_cast<std::int16_t>(noise >> 16)) * 0x1p-15f);
  }
  const std::int64_t values = clip_count * feature_plan->shape().size();
  const Buffer input(device(), samples.size() * sizeof(float));
  const Buffer output(device(), static_cast<std::size_t>(values) * sizeof(float));
  device().copy_in(input.as<float>(), samples.data(), input.bytes());
  const double n = options.stft.n_fft;
  const auto taps = bands_of(options, sample_rate).weights.size();
  const double frame = 2.5 * n * std::log2(n) + 2.0 * static_cast<double>(taps);
  const auto frames = static_cast<double>(clip_count * feature_plan->shape().columns);
  measure(
      state, cache,
      {.bytes = static_cast<double>(input.bytes() + output.bytes()), .operations = frames * frame},
      [&] {
        feature_plan->run(input.as<float>(), std::ssize(samples), clips, output.as<float>());
      });
}
TIMBRE_GPU_BENCH(log_mel_by_cufft);

}  // namespace
}  // namespace timbre::bench
