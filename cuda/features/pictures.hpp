#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

#include "features/drawing_tables.hpp"
#include "timbre/core/host_device.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace timbre::cuda::features {

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

/// Where it is `on`, pixels show the mean of several cells; see PixelWindow.
struct SmoothTables {
  bool on;
  TapTables down;
  TapTables across;
};

struct PictureArguments {
  SpecgramShape shape;
  CircleFactors circle;
  const double* window;   ///< [n_fft]
  const double* factors;  ///< [bins], see density_factor
  CellTables cells;
  SmoothTables smooth;
  DrawingTables drawing;   ///< of cells, or of pixels of the smooth image
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
