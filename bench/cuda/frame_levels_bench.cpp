// The yardstick of features_bench: plain log-mel of 4 s clips by cuFFT, whose frames and spectra go
// through device memory. Bytes and operations are the least that the work takes, as they are for
// log_mel_of_floats, so that the shares of the bound compare. cuda/features/frame_kernels.cu has
// the bytes that this way moves.
#include <cmath>

#include "features/frame_levels.hpp"
#include "support/gpu_bench.hpp"
#include "timbre/features/level_rule.hpp"

namespace timbre::bench {
namespace {

using namespace features;

constexpr int sample_rate = 22050;  // Hz
constexpr std::int64_t clip_samples = 88200;
constexpr std::int64_t samples_if_emulated = 4000;

void log_mel_by_cufft(benchmark::State& state, Cache cache) {
  const bool real = device().kind() == "cuda";
  const std::int64_t clips = real ? 256 : 1;
  const std::int64_t length = real ? clip_samples : samples_if_emulated;
  const FeatureOptions options;
  const MelBands bands = bands_of(options, sample_rate);
  const int batch = real ? cuda::features::FrameLevels::frames_at_once : 8;
  cuda::features::FrameLevels levels(device(), options.stft, bands, level_rule(options), batch);
  const std::int64_t values = levels.count(length) * bands.count();
  std::vector<float> samples;
  std::uint32_t noise = 1;
  for (std::int64_t index = 0; index < clips * length; ++index) {
    noise = noise * 1664525u + 1013904223u;
    samples.push_back(static_cast<float>(static_cast<std::int16_t>(noise >> 16)) * 0x1p-15f);
  }
  const Buffer input(device(), samples.size() * sizeof(float));
  const Buffer output(device(), static_cast<std::size_t>(clips * values) * sizeof(float));
  device().copy_in(input.as<float>(), samples.data(), input.bytes());
  const double n = options.stft.n_fft;
  const double frame = 2.5 * n * std::log2(n) + 2.0 * static_cast<double>(bands.weights.size());
  measure(state, cache,
          {.bytes = static_cast<double>(input.bytes() + output.bytes()),
           .operations = static_cast<double>(clips * levels.count(length)) * frame},
          [&] {
            for (std::int64_t clip = 0; clip < clips; ++clip) {
              levels.run(input.as<float>() + clip * length, length,
                         output.as<float>() + clip * values);
            }
          });
}
TIMBRE_GPU_BENCH(log_mel_by_cufft);

}  // namespace
}  // namespace timbre::bench
