#pragma once

#include "features/frame_kernels.hpp"
#include "features/real_transform_cufft.hpp"
#include "timbre/features/mel_bands.hpp"
#include "timbre/features/options.hpp"

namespace timbre::cuda::features {

/// Levels of the frames of a signal by cuFFT: the yardstick for compute_examples, and the way for
/// lengths of the transform that it does not have, such as 400 or 8192.
/// Frames and spectra go through device memory, a batch of them at a time.
class FrameLevels {
 public:
  static constexpr int frames_at_once = 1024;

  /// `stft.n_fft` may be any length from 2 on; `bands` are of n_fft / 2 + 1 bins. `batch` frames
  /// take part in one transform.
  FrameLevels(CudaDevice& device, const timbre::features::StftOptions& stft,
              const timbre::features::MelBands& bands, const timbre::features::LevelRule& level,
              int batch = frames_at_once);

  /// Frames of a signal of `length` samples.
  std::int64_t count(std::int64_t length) const;
  /// Writes the levels [count(length), bands], as level_of() gives them, without a floor under a
  /// peak. Both pointers are memory of the device.
  void run(const float* samples, std::int64_t length, float* levels);

 private:
  CudaDevice& device_;
  timbre::features::StftOptions stft_;
  int batch_;
  RealTransform transform_;
  Buffer window_, first_, offset_, weights_, frames_, spectra_;
  BandArguments bands_;
};

}  // namespace timbre::cuda::features
