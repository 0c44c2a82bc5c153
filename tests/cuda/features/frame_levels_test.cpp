// cuFFT's way to levels, for lengths that the fused kernel does not have, beside a plain transform
// in double; and beside the fused kernel's for one that it has.
#include "features/frame_levels.hpp"
#include "cuda/features/plan_rig.hpp"
#include "emulator/device.hpp"
#include "features/reference.hpp"
#include "makers.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using namespace features;

constexpr int sample_rate = 16000;

class FrameLevelsTest : public EmulatedDevice {
 protected:
  static std::vector<float> device_levels(const StftOptions& stft, const LevelRule& rule,
                                          const std::vector<float>& samples, int batch) {
    const auto device = cuda::open_device("emulated");
    const MelBands bands = mel_bands({.bands = 20}, stft.n_fft, sample_rate);
    cuda::features::FrameLevels plan(*device, stft, bands, rule, batch);
    const auto frames = static_cast<std::size_t>(plan.count(std::ssize(samples)));
    std::vector<float> levels = poisoned(20 * frames);
    const Buffer input(*device, samples.size() * sizeof(float));
    const Buffer output(*device, levels.size() * sizeof(float));
    device->copy_in(input.as<float>(), samples.data(), input.bytes());
    device->copy_in(output.as<float>(), levels.data(), output.bytes());
    plan.run(input.as<float>(), std::ssize(samples), output.as<float>());
    device->copy_out(levels.data(), output.as<float>(), output.bytes());
    return levels;
  }
};

// The sums of a frame's bands, in double.
std::vector<double> plain_sums(const StftOptions& stft, const std::vector<float>& samples,
                               std::int64_t frame) {
  const MelBands bands = mel_bands({.bands = 20}, stft.n_fft, sample_rate);
  std::vector<double> windowed;
  for (int index = 0; index < stft.n_fft; ++index) {
    const std::int64_t sample =
        padded_index(frame_start(frame, stft.frame_length(), stft.hop, stft.pad) + index,
                     std::ssize(samples), stft.pad);
    windowed.push_back(sample < 0 ? 0.0 : samples[sample] * hann(stft.window, index, stft.n_fft));
  }
  const auto spectrum = plain_dft(windowed);
  std::vector<double> sums(bands.count());
  for (int band = 0; band < bands.count(); ++band) {
    for (int tap = 0; tap < bands.taps(band); ++tap) {
      const double power = std::norm(spectrum[bands.first[band] + tap]);
      sums[band] += bands.weights[bands.offset[band] + tap] *
                    (stft.spectrum == Spectrum::magnitude ? std::sqrt(power) : power);
    }
  }
  return sums;
}

// cuFFT's emulated transform is exact but for the last rounding; window, power, weights and the
// band's sum round a few times each, 2^-24 of a band's power at most 60 taps long: 5e-6 of it, and
// 4.4 dB for each such part. A level of up to 50 is rounded to 4e-6.
const Tolerance rounding{.absolute = 4e-5, .relative = 0.0, .reason = "roundings of a band's sum"};

TEST_F(FrameLevelsTest, AnyLengthOfTheTransformWorks) {
  for (const int n_fft : {128, 400, 1000, 2400, 8192}) {
    for (const Spectrum spectrum : {Spectrum::power, Spectrum::magnitude}) {
      SCOPED_TRACE(n_fft);
      const StftOptions stft{
          .n_fft = n_fft, .hop = n_fft / 2, .pad = PadMode::constant, .spectrum = spectrum};
      const std::vector<float> samples = noise(static_cast<std::size_t>(n_fft) + 7, 3, 0.3);
      const LevelRule rule{.floor = 1e-10f};
      // Two frames in the first batch, one in the second.
      const std::vector<float> levels = device_levels(stft, rule, samples, 2);
      std::vector<double> expected;
      for (std::int64_t frame = 0; frame < 3; ++frame) {
        for (const double sum : plain_sums(stft, samples, frame))
          expected.push_back(10.0 * std::log10(std::max(sum, 1e-10)));
      }
      expect_close(levels, expected, rounding);
    }
  }
}

TEST_F(FrameLevelsTest, AgreesWithTheFusedKernel) {
  const FeatureOptions options{.segment = {4000, 4000},
                               .stft = {.n_fft = 512, .hop = 200},
                               .mel = {.bands = 20},
                               .delta = {.kind = DeltaKind::none}};
  const std::vector<float> samples = noise(4000, 4, 0.3);
  const LevelRule rule = {.floor = static_cast<float>(options.decibel.floor)};
  const std::vector<float> levels = device_levels(options.stft, rule, samples, 8);
  const auto device = cuda::open_device("emulated");
  const auto plan = features::plan(*device, options, sample_rate);
  const std::vector<ClipWindow> clip = {{0, 4000}};
  const std::vector<float> example = device_examples(*device, *plan, samples, clip);
  std::vector<float> in_frames;
  const std::int64_t columns = plan->shape().columns;
  for (std::int64_t column = 0; column < columns; ++column)
    for (int band = 0; band < 20; ++band) in_frames.push_back(example[band * columns + column]);
  // Noise has no level 80 dB below its peak; the fused kernel's transform rounds as in parity_test.
  expect_close(levels, in_frames, {.absolute = 2e-4, .relative = 0.0, .reason = "two transforms"});
}

}  // namespace
}  // namespace timbre::test
