#pragma once

#include "features/drawing_tables.hpp"
#include "gpu/kernel.cuh"
#include "timbre/features/picture/resize_taps.hpp"

// Values to the example, by all threads of a block: colours of some rows of the drawn picture at a
// time, then the pixels of the example that they make.
namespace timbre::cuda::features {

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

/// `index_of(row, column)` is the number of the colour of what a row and a column of the drawn
/// picture show.
class PictureDrawing {
 public:
  /// `colours` and `work` are the block's.
  __device__ PictureDrawing(const DrawingTables& tables, const ColourBytes& colours,
                            std::uint16_t* work)
      : drawn_(tables.drawn), example_(tables.example), colours_(colours), indices_(work) {}

  /// All threads see the colours before and what index_of reads, and `work` is no one's.
  template <typename IndexOf>
  __device__ void write_all(float* example, const IndexOf& index_of) {
    for (int first = 0; first < example_.height; first += example_.rows_at_once) {
      write_rows(first, example, index_of);
      __syncthreads();
    }
  }

  /// The same of rows_at_once rows from `first`, or of those that there are.
  template <typename IndexOf>
  __device__ void write_rows(int first, float* example, const IndexOf& index_of) {
    const int row_size = picture_channels * example_.width;
    const int end = min(first + example_.rows_at_once, example_.height);
    const int first_drawn = first_drawn_row(first);
    const int pixels = (end_of_drawn_rows(end - 1) - first_drawn) * drawn_.width;
    for (int at = static_cast<int>(threadIdx.x); at < pixels; at += picture_threads) {
      const int row = first_drawn + at / drawn_.width, column = at % drawn_.width;
      indices_[at] = static_cast<std::uint16_t>(index_of(drawn_.rows[row], drawn_.columns[column]));
    }
    __syncthreads();
    float* values = example + std::int64_t{first} * row_size;
    for (int at = static_cast<int>(threadIdx.x); at < (end - first) * row_size;
         at += picture_threads) {
      const int pixel = at / picture_channels, channel = at % picture_channels;
      const int row = pixel / example_.width, column = pixel % example_.width;
      values[at] = static_cast<float>(example_.resized
                                          ? resized_byte(first + row, column, first_drawn, channel)
                                          : colours_(indices_[pixel], channel));
    }
  }

 private:
  __device__ int first_drawn_row(int row) const {
    return example_.resized ? example_.rows.first[row] : row;
  }
  __device__ int end_of_drawn_rows(int row) const {
    return example_.resized ? example_.rows.first[row] + example_.rows.taps(row) : row + 1;
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
  const ColourBytes& colours_;
  std::uint16_t* indices_;  // [drawn rows at once, drawn width]
};

}  // namespace timbre::cuda::features
