#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "features/example_recipe.hpp"

namespace timbre::cuda::features {

/// Segments of one launch, whose first samples travel as a parameter of the kernel where they do
/// not stand on the device.
inline constexpr int most_segments = 256;

/// Windowed frames of segments.
struct FrameArguments {
  const void* samples;  ///< float or std::int16_t
  bool sixteen_bits;
  const float* window;  ///< [n_fft], times the full scale
  int n_fft;
  int frame;  ///< samples, the first n_fft of which are transformed
  int hop;
  timbre::features::PadMode pad;
  int segment_length;
  int columns;                 ///< frames of a segment
  int segments;                ///< further rows of `frames` become zeros
  float* frames;               ///< [rows, n_fft]
  const std::int64_t* starts;  ///< first samples on the device; null: `first_samples`
  std::int64_t first_samples[most_segments];
};
static_assert(sizeof(FrameArguments) <= 4096);
void launch_framing(const FrameArguments& arguments, int rows, cudaStream_t stream);

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

/// Examples from the levels [examples, columns, bands] of their frames.
void launch_writing(const ExampleRecipe& recipe, float* levels, const float* delta_weights,
                    float* examples, int count, cudaStream_t stream);

}  // namespace timbre::cuda::features
