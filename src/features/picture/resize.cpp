#include "timbre/features/picture/resize_taps.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "timbre/core/error.hpp"
#include "timbre/features/picture/crop.hpp"

namespace timbre::features {
namespace {

constexpr int channels = 3;
constexpr double most_pixels = 10000.0;

// Half up.
int rounded(double value) {
  return static_cast<int>(std::floor(value + 0.5));
}

double filter_reach(PictureFilter filter) {
  return filter == PictureFilter::box ? 0.5 : 1.0;
}

// The upper end of the box belongs to it, the lower one does not.
double filter_value(PictureFilter filter, double distance) {
  if (filter == PictureFilter::box) return distance > -0.5 && distance <= 0.5 ? 1.0 : 0.0;
  return std::max(0.0, 1.0 - std::abs(distance));
}

std::vector<std::int32_t> whole_weights(const std::vector<double>& weights) {
  double sum = 0.0;
  for (const double weight : weights) sum += weight;
  std::vector<std::int32_t> whole;
  whole.reserve(weights.size());
  for (const double weight : weights) {
    whole.push_back(rounded(weight / sum * (1 << resize_weight_bits)));
  }
  return whole;
}

AxisTaps<std::int32_t> filter_taps(int size, int target, PictureFilter filter) {
  const double step = static_cast<double>(size) / target, widening = std::max(1.0, step);
  const double reach = filter_reach(filter) * widening;
  AxisTaps<std::int32_t> taps;
  for (int output = 0; output < target; ++output) {
    const double centre = (output + 0.5) * step;
    const int first = std::max(0, rounded(centre - reach));
    const int end = std::min(size, rounded(centre + reach));
    std::vector<double> weights;
    for (int input = first; input < end; ++input) {
      weights.push_back(filter_value(filter, (input - centre + 0.5) / widening));
    }
    taps.add(first, whole_weights(weights));
  }
  return taps;
}

AxisTaps<std::int32_t> nearest_taps(int size, int target) {
  AxisTaps<std::int32_t> taps;
  for (const int input : nearest_pixels(size, target)) taps.add(input, {1 << resize_weight_bits});
  return taps;
}

// Where pixel `index` of `target` lies among `size` pixels when the outermost ones coincide, in
// float32 as PyTorch's linspace(-1, 1) and grid_sample compute it. A single pixel is the first.
float aligned_place(int index, int target, int size) {
  if (target == 1) return 0.0f;
  const float step = 2.0f / static_cast<float>(target - 1);
  const float place = index < target / 2 ? -1.0f + step * static_cast<float>(index)
                                         : 1.0f - step * static_cast<float>(target - 1 - index);
  return (place + 1.0f) / 2.0f * static_cast<float>(size - 1);
}

AxisTaps<std::int32_t> aligned_taps(int size, int target) {
  AxisTaps<std::int32_t> taps;
  for (int output = 0; output < target; ++output) {
    const float place = aligned_place(output, target, size);
    const int first = std::clamp(static_cast<int>(place), 0, size - 1);
    const double part = first + 1 < size ? place - static_cast<float>(first) : 0.0;
    if (part > 0.0) {
      taps.add(first, whole_weights({1.0 - part, part}));
    } else {
      taps.add(first, whole_weights({1.0}));
    }
  }
  return taps;
}

AxisTaps<std::int32_t> axis_taps(int size, int target, PictureFilter filter) {
  if (filter == PictureFilter::nearest) return nearest_taps(size, target);
  return filter == PictureFilter::aligned ? aligned_taps(size, target)
                                          : filter_taps(size, target, filter);
}

// Output `output` of one channel; neighbours along the axis lie `step` bytes apart.
std::uint8_t weighted_sum(const AxisTaps<std::int32_t>& taps, int output,
                          const std::uint8_t* channel, std::size_t step) {
  const std::uint8_t* input = channel + taps.first[output] * step;
  return static_cast<std::uint8_t>(weighted_byte(taps.weights.data() + taps.offset[output],
                                                 taps.taps(output),
                                                 [&](int tap) { return int{input[tap * step]}; }));
}

}  // namespace

void describe(config::Fields& fields, ResizeOptions& options) {
  fields.integer("width", options.width, {1, most_pixels}, "pixels", "of the resized picture");
  fields.integer("height", options.height, {1, most_pixels}, "pixels", "of the resized picture");
  fields.choice("filter", options.filter,
                {{"nearest", PictureFilter::nearest},
                 {"box", PictureFilter::box},
                 {"bilinear", PictureFilter::bilinear},
                 {"aligned", PictureFilter::aligned}},
                "Pillow's, of which box and bilinear widen when a picture shrinks; aligned: "
                "PyTorch's grid_sample, as fastai 1.0.19");
  fields.added(!options.crop, [&] {
    fields.boolean("crop", options.crop,
                   "keep the picture's proportion and cut the middle out; else it is stretched");
  });
}

ResizeTaps::ResizeTaps(int height, int width, const ResizeOptions& options) {
  const CentreCrop crop(height, width, options);
  rows =
      axis_taps(height, crop.resized_height, options.filter).part(crop.first_row, options.height);
  columns =
      axis_taps(width, crop.resized_width, options.filter).part(crop.first_column, options.width);
}

std::vector<int> nearest_pixels(int size, int target) {
  require(size >= 1 && target >= 1, "a picture has at least one pixel");
  const double step = static_cast<double>(size) / target;
  double place = step * 0.5;
  std::vector<int> pixels;
  for (int output = 0; output < target; ++output, place += step) {
    pixels.push_back(std::min(static_cast<int>(place), size - 1));
  }
  return pixels;
}

PictureResize::PictureResize(int height, int width, const ResizeOptions& options)
    : PictureResize(height, width, ResizeTaps(height, width, options)) {}

PictureResize::PictureResize(int height, int width, ResizeTaps&& taps)
    : height_(height),
      width_(width),
      row_taps_(std::move(taps.rows)),
      column_taps_(std::move(taps.columns)) {}

std::size_t PictureResize::scratch_size() const {
  return static_cast<std::size_t>(height_) * column_taps_.count() * channels;
}

void PictureResize::run(std::span<const std::uint8_t> pixels, std::span<std::uint8_t> scratch,
                        std::span<std::uint8_t> resized) const {
  const std::size_t line = static_cast<std::size_t>(width_) * channels;
  const std::size_t resized_line = static_cast<std::size_t>(column_taps_.count()) * channels;
  require(pixels.size() == height_ * line && scratch.size() >= scratch_size() &&
              resized.size() == row_taps_.count() * resized_line,
          "a resized picture has other sizes than its memory");
  for (int row = 0; row < height_; ++row) {
    for (std::size_t at = 0; at < resized_line; ++at) {
      scratch[row * resized_line + at] =
          weighted_sum(column_taps_, static_cast<int>(at) / channels,
                       &pixels[row * line + at % channels], channels);
    }
  }
  for (int row = 0; row < row_taps_.count(); ++row) {
    for (std::size_t at = 0; at < resized_line; ++at) {
      resized[row * resized_line + at] = weighted_sum(row_taps_, row, &scratch[at], resized_line);
    }
  }
}

}  // namespace timbre::features
