#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

#include "timbre/core/host_device.hpp"
#include "timbre/features/picture/colour_map.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace timbre::cuda::features {

inline constexpr int picture_threads = 256;

/// Pictures of one launch, whose first samples travel as a parameter of the kernel where they do
/// not stand on the device.
inline constexpr int most_pictures = 256;

/// Frames of a segment, several of which a block transforms side by side where they are short.
struct SpecgramShape {
  int segment_length;  ///< samples
  int n_fft;           ///< samples
  int overlap;         ///< samples that a frame shares with the next

  TIMBRE_HOST_DEVICE constexpr int hop() const { return n_fft - overlap; }
  TIMBRE_HOST_DEVICE constexpr int frames() const {
    return static_cast<int>(timbre::features::specgram_frames(segment_length, n_fft, overlap));
  }
  TIMBRE_HOST_DEVICE constexpr int points() const { return n_fft / 2; }
  TIMBRE_HOST_DEVICE constexpr int bins() const { return n_fft / 2 + 1; }
  /// Threads that share a frame.
  TIMBRE_HOST_DEVICE constexpr int lanes() const {
    return points() / 4 < picture_threads ? points() / 4 : picture_threads;
  }
  TIMBRE_HOST_DEVICE constexpr int frames_at_once() const { return picture_threads / lanes(); }
  /// Bytes of shared memory for the transforms: two buffers of complex numbers in double.
  constexpr std::size_t transform_bytes() const {
    return std::size_t{2} * sizeof(double) * 2 * points() * frames_at_once();
  }
};

/// See CircleTable.
struct CircleFactors {
  const double* cosines;
  const double* sines;
};

/// What a pixel or a pixel of the example takes of an axis; see AxisTaps.
struct TapTables {
  const int* first;
  const int* offset;
  const std::int32_t* weights;

  TIMBRE_HOST_DEVICE int taps(int output) const { return offset[output + 1] - offset[output]; }
  TIMBRE_HOST_DEVICE const std::int32_t* weights_of(int output) const {
    return weights + offset[output];
  }
};

/// The levels that pixels show; others are never stored. They stand as [columns][rows], rows
/// upwards, in shared memory or, where `scratch` is not null, in device memory.
struct CellTables {
  const int* row_of_bin;       ///< [bins], negative: no pixel shows it
  const int* column_of_frame;  ///< [frames], likewise
  int rows;
  int columns;
  float* scratch;  ///< [pictures, columns, rows]

  TIMBRE_HOST_DEVICE std::int64_t size() const { return std::int64_t{1} * rows * columns; }
};

/// What is drawn: each pixel shows one cell, or the mean of several where it is `smooth`.
struct DrawnTables {
  const int* rows;     ///< [height], cell or row of the smooth image, or PixelSources::margin
  const int* columns;  ///< [width], likewise
  int height;          ///< pixels
  int width;           ///< pixels
  bool smooth;
  TapTables down;    ///< of `smooth`, see PixelWindow
  TapTables across;  ///< likewise
  const timbre::features::Colour* colours;
};

/// The example, resized from what is drawn or, without `resized`, the same.
struct ExampleTables {
  int height;  ///< pixels
  int width;   ///< pixels
  bool resized;
  TapTables rows;     ///< of `resized`
  TapTables columns;  ///< likewise
  int rows_at_once;   ///< of the example, whose colours a block keeps
};

struct PictureArguments {
  SpecgramShape shape;
  CircleFactors circle;
  const double* window;   ///< [n_fft]
  const double* factors;  ///< [bins], see density_factor
  CellTables cells;
  DrawnTables drawn;
  ExampleTables example;
  std::size_t work_bytes;  ///< of shared memory, for transforms and then for colours
  const void* samples;     ///< float or std::int16_t
  bool sixteen_bits;
  float* examples;             ///< [pictures, height, width, 3]
  const std::int64_t* starts;  ///< first samples on the device; null: `first_samples`
  std::int64_t first_samples[most_pictures];
};
static_assert(sizeof(PictureArguments) <= 4096);

/// Shared memory of a block: dynamic, and at most so much beside it.
std::size_t picture_bytes(const PictureArguments& arguments);
inline constexpr std::size_t picture_fixed_bytes = 1024;

/// Lets the kernels have the shared memory that they ask for. Before the first launch.
void allow_pictures(const PictureArguments& arguments);

void launch_pictures(const PictureArguments& arguments, int count, cudaStream_t stream);

}  // namespace timbre::cuda::features
