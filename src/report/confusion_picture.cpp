#include "confusion_picture.hpp"

#include <algorithm>
#include <vector>

#include "timbre/features/picture/draw.hpp"
#include "timbre/features/picture/resize.hpp"

namespace timbre::report {
namespace {

// Pixels; a large matrix has at least this many for each cell.
constexpr int picture_size = 240;
constexpr int smallest_cell = 4;

std::vector<float> shares(const metrics::Confusion& confusion) {
  std::vector<float> shares;
  for (int truth = 0; truth < confusion.classes; ++truth) {
    std::int64_t of_class = 0;
    for (int guess = 0; guess < confusion.classes; ++guess) of_class += confusion.at(truth, guess);
    for (int guess = 0; guess < confusion.classes; ++guess) {
      const auto count = static_cast<float>(confusion.at(truth, guess));
      shares.push_back(of_class == 0 ? 0.0f : count / static_cast<float>(of_class));
    }
  }
  return shares;
}

}  // namespace

decode::Picture confusion_picture(const metrics::Confusion& confusion) {
  const int cell = std::max(smallest_cell, picture_size / std::max(1, confusion.classes));
  const int size = cell * confusion.classes;
  const std::vector<int> cells = features::nearest_pixels(confusion.classes, size);
  const std::vector<float> values = shares(confusion);
  decode::Picture picture{size, size, {}};
  picture.pixels.resize(std::size_t{3} * static_cast<std::size_t>(size) * size);
  features::draw(
      {cells, cells}, {values.data(), confusion.classes, 1}, {0.0f, 1.0f},
      features::colour_table(features::ColourMap::viridis, features::ColourRounding::nearest),
      picture.pixels);
  return picture;
}

}  // namespace timbre::report
