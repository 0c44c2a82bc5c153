#include "features/frame_levels.hpp"

#include <algorithm>

#include "core/upload.hpp"
#include "timbre/features/window.hpp"

namespace timbre::cuda::features {
namespace {

using timbre::features::StftOptions;

std::vector<float> window_of(const StftOptions& stft) {
  std::vector<float> window;
  for (int index = 0; index < stft.n_fft; ++index) {
    window.push_back(static_cast<float>(
        stft.full_scale * timbre::features::window_value(stft.window, index, stft.frame_length())));
  }
  return window;
}

}  // namespace

FrameLevels::FrameLevels(CudaDevice& device, const StftOptions& stft,
                         const timbre::features::MelBands& bands,
                         const timbre::features::LevelRule& level, int batch)
    : device_(device),
      stft_(stft),
      batch_(batch),
      transform_(device, stft.n_fft, batch),
      window_(upload(device, window_of(stft))),
      first_(upload(device, bands.first)),
      offset_(upload(device, bands.offset)),
      weights_(upload(device, std::vector<float>(bands.weights.begin(), bands.weights.end()))),
      frames_(device, std::size_t{1} * batch * stft.n_fft * sizeof(float)),
      spectra_(device, std::size_t{1} * batch * bands.bins * sizeof(float2)),
      bands_{.spectra = spectra_.as<float2>(),
             .bins = bands.bins,
             .magnitude = stft.spectrum == timbre::features::Spectrum::magnitude,
             .first = first_.as<int>(),
             .offset = offset_.as<int>(),
             .weights = weights_.as<float>(),
             .bands = bands.count(),
             .level = level,
             .levels = nullptr} {}

std::int64_t FrameLevels::count(std::int64_t length) const {
  return timbre::features::frames_of(length, stft_.frame_length(), stft_.hop, stft_.pad);
}

void FrameLevels::run(const float* samples, std::int64_t length, float* levels) {
  FrameArguments framing{.samples = samples,
                         .length = length,
                         .window = window_.as<float>(),
                         .n_fft = stft_.n_fft,
                         .frame = stft_.frame_length(),
                         .hop = stft_.hop,
                         .pad = stft_.pad,
                         .first = 0,
                         .count = count(length),
                         .frames = frames_.as<float>()};
  for (; framing.first < framing.count; framing.first += batch_) {
    launch_framing(framing, batch_, device_.stream());
    transform_.run(frames_.as<float>(), spectra_.as<float2>());
    bands_.levels = levels + framing.first * bands_.bands;
    const auto frames = std::min<std::int64_t>(batch_, framing.count - framing.first);
    launch_bands(bands_, static_cast<int>(frames), device_.stream());
  }
}

}  // namespace timbre::cuda::features
