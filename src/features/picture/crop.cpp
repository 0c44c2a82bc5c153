#include "timbre/features/picture/crop.hpp"

#include <algorithm>
#include <cmath>

#include "timbre/core/error.hpp"

namespace timbre::features {
namespace {

// As Python rounds.
int half_to_even(double pixels) {
  return static_cast<int>(std::nearbyint(pixels));
}

}  // namespace

CentreCrop::CentreCrop(int height, int width, const ResizeOptions& options)
    : resized_height(options.height), resized_width(options.width), first_row(0), first_column(0) {
  require(height >= 1 && width >= 1 && options.height >= 1 && options.width >= 1,
          "a picture has at least one pixel");
  if (!options.crop) return;
  const double ratio = std::min(static_cast<double>(height) / options.height,
                                static_cast<double>(width) / options.width);
  resized_height = half_to_even(height / ratio);
  resized_width = half_to_even(width / ratio);
  first_row = (resized_height - options.height + 1) / 2;
  first_column = (resized_width - options.width + 1) / 2;
}

}  // namespace timbre::features
