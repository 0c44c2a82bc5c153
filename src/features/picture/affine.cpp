#include "timbre/features/picture/affine.hpp"

#include "timbre/core/error.hpp"

namespace timbre::features {
namespace {

template <typename Value>
void write_changed(const PictureChange& change, int rows, int columns, int channels,
                   std::span<const Value> picture, std::span<float> changed) {
  const auto size = static_cast<std::size_t>(rows) * columns * channels;
  require(picture.size() == size && changed.size() == size,
          "a changed picture has other sizes than its memory");
  const AffineMap map = affine_map(change, rows, columns);
  float* value = changed.data();
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      for (int channel = 0; channel < channels; ++channel) {
        *value++ =
            changed_pixel(picture.data(), rows, columns, channels, map, row, column, channel);
      }
    }
  }
}

}  // namespace

void change_picture(const PictureChange& change, int rows, int columns, int channels,
                    std::span<const float> picture, std::span<float> changed) {
  write_changed(change, rows, columns, channels, picture, changed);
}

void change_picture(const PictureChange& change, int rows, int columns, int channels,
                    std::span<const std::uint8_t> picture, std::span<float> changed) {
  write_changed(change, rows, columns, channels, picture, changed);
}

}  // namespace timbre::features
