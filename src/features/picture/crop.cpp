#include "timbre/features/picture/crop.hpp"

#include <algorithm>
#include <cmath>

#include "timbre/core/error.hpp"

namespace timbre::features {
namespace {

constexpr int colours = 3;

// Between which two pixels a sample lies, and how far behind the first.
struct Neighbours {
  int first, second;
  float part;
};

Neighbours neighbours(int index, int target, int size) {
  const float place = aligned_position(index, target, size);
  const int first = std::clamp(static_cast<int>(place), 0, size - 1);
  return {first, std::min(first + 1, size - 1), place - static_cast<float>(first)};
}

// As Python rounds.
int half_to_even(double pixels) {
  return static_cast<int>(std::nearbyint(pixels));
}

}  // namespace

CentreCrop::CentreCrop(int picture_height, int picture_width, int square)
    : height(picture_height), width(picture_width), size(square) {
  require(height >= 1 && width >= 1 && size >= 2, "a crop needs a picture, and 2 pixels itself");
  const double ratio =
      std::min(static_cast<double>(height) / size, static_cast<double>(width) / size);
  resized_height = half_to_even(height / ratio);
  resized_width = half_to_even(width / ratio);
  first_row = (resized_height - size + 1) / 2;
  first_column = (resized_width - size + 1) / 2;
}

void sample(const CentreCrop& crop, std::span<const std::uint8_t> pixels, std::span<float> square) {
  const std::size_t line = static_cast<std::size_t>(crop.width) * colours;
  require(pixels.size() == crop.height * line &&
              square.size() == static_cast<std::size_t>(crop.size) * crop.size * colours,
          "a cropped picture has other sizes than its memory");
  float* sampled = square.data();
  for (int row = 0; row < crop.size; ++row) {
    const Neighbours down = neighbours(crop.first_row + row, crop.resized_height, crop.height);
    const std::uint8_t* upper = &pixels[down.first * line];
    const std::uint8_t* lower = &pixels[down.second * line];
    for (int column = 0; column < crop.size; ++column) {
      const Neighbours across =
          neighbours(crop.first_column + column, crop.resized_width, crop.width);
      const int left = across.first * colours, right = across.second * colours;
      for (int channel = 0; channel < colours; ++channel) {
        const float above = static_cast<float>(upper[left + channel]) * (1.0f - across.part) +
                            static_cast<float>(upper[right + channel]) * across.part;
        const float below = static_cast<float>(lower[left + channel]) * (1.0f - across.part) +
                            static_cast<float>(lower[right + channel]) * across.part;
        *sampled++ = (above * (1.0f - down.part) + below * down.part) / 255.0f;
      }
    }
  }
}

}  // namespace timbre::features
