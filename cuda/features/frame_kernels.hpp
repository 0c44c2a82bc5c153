#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "timbre/features/decibel.hpp"
#include "timbre/features/framing.hpp"

namespace timbre::cuda::features {

/// Windowed frames of one signal.
struct FrameArguments {
  const float* samples;
  std::int64_t length;
  const float* window;  ///< [n_fft], times the full scale
  int n_fft;
  int frame;  ///< samples, the first n_fft of which are transformed
  int hop;
  timbre::features::PadMode pad;
  std::int64_t first;  ///< frame
  std::int64_t count;  ///< frames of the signal; others of the batch become zeros
  float* frames;       ///< [batch, n_fft]
};
void launch_framing(const FrameArguments& arguments, int batch, cudaStream_t stream);

/// Levels of bands from spectra.
struct BandArguments {
  const float2* spectra;  ///< [frames, bins]
  int bins;
  bool magnitude;     ///< bands sum |X|, not |X|^2
  const int* first;   ///< [bands]
  const int* offset;  ///< [bands + 1] in `weights`; see MelBands
  const float* weights;
  int bands;
  timbre::features::LevelRule level;
  float* levels;  ///< [frames, bands]
};
void launch_bands(const BandArguments& arguments, int frames, cudaStream_t stream);

}  // namespace timbre::cuda::features
