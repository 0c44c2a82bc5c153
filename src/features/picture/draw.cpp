#include "timbre/features/picture/draw.hpp"

#include "timbre/core/error.hpp"

namespace timbre::features {

void draw(const PixelSources& sources, const ValueGrid& grid, const ValueRange& range,
          const ColourTable& colours, std::span<std::uint8_t> pixels) {
  require(pixels.size() == 3 * sources.rows.size() * sources.columns.size(),
          "a picture has other sizes than its sources");
  std::uint8_t* pixel = pixels.data();
  for (const int row : sources.rows) {
    for (const int column : sources.columns) {
      const Colour& colour = colours[pixel_colour(grid, row, column, range)];
      pixel[0] = colour.red, pixel[1] = colour.green, pixel[2] = colour.blue;
      pixel += 3;
    }
  }
}

}  // namespace timbre::features
