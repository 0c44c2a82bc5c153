#pragma once

#include "features/pictures.hpp"
#include "gpu/kernel.cuh"
#include "timbre/features/picture/antialias.hpp"
#include "timbre/features/picture/draw.hpp"
#include "timbre/features/picture/resize_taps.hpp"

// Levels to the example, by all threads of a block: colours of some rows of the drawn picture at a
// time, then the pixels of the example that they make.
namespace timbre::cuda::features {

inline constexpr int picture_channels = 3;

/// The colours of a map in shared memory, white behind them.
struct ColourBytes {
  std::uint8_t bytes[picture_channels * (timbre::features::colour_count + 1)];

  __device__ void load(const timbre::features::Colour* colours) {
    for (int index = static_cast<int>(threadIdx.x); index <= timbre::features::colour_count;
         index += picture_threads) {
      const timbre::features::Colour colour = colours[index];
      bytes[picture_channels * index] = colour.red;
      bytes[picture_channels * index + 1] = colour.green;
      bytes[picture_channels * index + 2] = colour.blue;
    }
  }
  __device__ int operator()(int index, int channel) const {
    return bytes[picture_channels * index + channel];
  }
};

class PictureDrawing {
 public:
  /// `colours` and `work` are the block's; `levels` are its cells.
  __device__ PictureDrawing(const PictureArguments& arguments, const float* levels,
                            const timbre::features::ValueRange& range, const ColourBytes& colours,
                            std::uint16_t* work)
      : drawn_(arguments.drawn),
        example_(arguments.example),
        cells_(arguments.cells),
        grid_{levels, 1, arguments.cells.rows},
        range_(range),
        colours_(colours),
        indices_(work) {}

  /// All threads see the levels before, and `work` is no one's.
  __device__ void write(float* example) {
    const int height = example_.height, row_size = picture_channels * example_.width;
    for (int first = 0; first < height; first += example_.rows_at_once) {
      const int end = min(first + example_.rows_at_once, height);
      const int first_drawn = first_drawn_row(first);
      index_rows(first_drawn, end_of_drawn_rows(end - 1));
      __syncthreads();
      float* values = example + std::int64_t{first} * row_size;
      for (int at = static_cast<int>(threadIdx.x); at < (end - first) * row_size;
           at += picture_threads) {
        const int pixel = at / picture_channels, channel = at % picture_channels;
        const int row = pixel / example_.width, column = pixel % example_.width;
        values[at] = static_cast<float>(
            example_.resized ? resized_byte(first + row, column, first_drawn, channel)
                             : colours_(indices_[pixel], channel));
      }
      __syncthreads();
    }
  }

 private:
  __device__ int first_drawn_row(int row) const {
    return example_.resized ? example_.rows.first[row] : row;
  }
  __device__ int end_of_drawn_rows(int row) const {
    return example_.resized ? example_.rows.first[row] + example_.rows.taps(row) : row + 1;
  }

  __device__ void index_rows(int first, int end) {
    for (int at = static_cast<int>(threadIdx.x); at < (end - first) * drawn_.width;
         at += picture_threads) {
      indices_[at] = static_cast<std::uint16_t>(
          index_of(drawn_.rows[first + at / drawn_.width], drawn_.columns[at % drawn_.width]));
    }
  }

  __device__ int index_of(int row, int column) const {
    if (!drawn_.smooth) return timbre::features::pixel_colour(grid_, row, column, range_);
    if (row < 0 || column < 0) return timbre::features::no_colour;
    const float value =
        timbre::features::seen_value(grid_, window_of(drawn_.down, row, cells_.rows),
                                     window_of(drawn_.across, column, cells_.columns));
    return timbre::features::colour_index(value, range_);
  }

  __device__ static timbre::features::PixelWindow window_of(const TapTables& taps, int pixel,
                                                            int cells) {
    return {taps.first[pixel], taps.taps(pixel), taps.weights_of(pixel), cells};
  }

  // Along the row first, as the CPU does.
  __device__ int resized_byte(int row, int column, int first_drawn, int channel) const {
    using timbre::features::weighted_byte;
    const TapTables& down = example_.rows;
    const TapTables& across = example_.columns;
    const std::uint16_t* corner =
        indices_ + (down.first[row] - first_drawn) * drawn_.width + across.first[column];
    return weighted_byte(down.weights_of(row), down.taps(row), [&](int row_tap) {
      const std::uint16_t* line = corner + row_tap * drawn_.width;
      return weighted_byte(across.weights_of(column), across.taps(column),
                           [&](int tap) { return colours_(line[tap], channel); });
    });
  }

  const DrawnTables& drawn_;
  const ExampleTables& example_;
  const CellTables& cells_;
  timbre::features::ValueGrid grid_;
  timbre::features::ValueRange range_;
  const ColourBytes& colours_;
  std::uint16_t* indices_;  // [drawn rows at once, drawn width]
};

}  // namespace timbre::cuda::features
