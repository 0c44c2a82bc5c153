// The pictures of document 000 in small: 110x110, viridis, no margins.
#include <vector>

#include "dataset/miniature.hpp"
#include "timbre/features/picture/draw.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace timbre::dataset {
namespace {

constexpr int side = 110;         // pixels
constexpr double seconds = 0.25;  // of a picture
constexpr features::FigureOptions whole{
    .width = side, .height = side, .left = 0.0, .right = 1.0, .bottom = 0.0, .top = 1.0};

}  // namespace

decode::Picture draw_sound(const std::vector<float>& samples, int rate) {
  const features::Specgram specgram({.n_fft = 256, .overlap = 128});
  const auto length = std::min(samples.size(), static_cast<std::size_t>(seconds * rate));
  const std::span part = std::span(samples).subspan((samples.size() - length) / 2, length);
  const auto frames = static_cast<int>(specgram.frames(std::ssize(part)));
  std::vector<double> scratch(specgram.scratch_size());
  std::vector<float> levels(static_cast<std::size_t>(frames) * specgram.bins());
  specgram.run(part, scratch, levels);

  decode::Picture picture{.width = side, .height = side, .pixels = {}};
  picture.pixels.resize(std::size_t{3} * side * side);
  features::draw(
      features::image_sources(whole, specgram.bins(), frames), {levels.data(), 1, specgram.bins()},
      features::finite_range(levels),
      features::colour_table(features::ColourMap::viridis, features::ColourRounding::down),
      picture.pixels);
  return picture;
}

}  // namespace timbre::dataset
