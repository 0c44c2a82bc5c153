#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <span>

#include "timbre/core/host_device.hpp"

namespace timbre::features {

/// Matplotlib's colour maps of 256 colours: viridis, magma and inferno by van der Walt and Smith
/// (given to the public domain, CC0), jet after MATLAB's.
enum class ColourMap { viridis, magma, inferno, jet };

/// How Matplotlib makes bytes of colours between 0 and 1: imshow cuts 255 x off, pcolormesh rounds.
enum class ColourRounding { down, nearest };

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Colour&) const = default;
};

inline constexpr int colour_count = 256;

/// What stands for a value that is no number, and for the margin of a picture: transparent in
/// Matplotlib, white on its white figures.
inline constexpr int no_colour = colour_count;

/// A map's colours, lowest value first, and white in place `no_colour`.
using ColourTable = std::array<Colour, colour_count + 1>;
ColourTable colour_table(ColourMap map, ColourRounding rounding);

/// The values that get the first and the last colour.
struct ValueRange {
  float low = 0.0f;
  float high = 0.0f;
  bool operator==(const ValueRange&) const = default;
};

/// The lowest and the highest of the values that are finite; 0 and 0 when none is.
ValueRange finite_range(std::span<const float> values);

/// The colour of a value, as Matplotlib's Normalize and Colormap choose it: 256 equal steps, the
/// upper end in the last one, values outside of the range like its ends, the first colour for all
/// when the range is empty.
TIMBRE_HOST_DEVICE inline int colour_index(float value, const ValueRange& range) {
  if (!std::isfinite(value)) return no_colour;
  if (range.high == range.low) return 0;
  const double width = static_cast<double>(range.high) - range.low;
  const double place = colour_count * ((static_cast<double>(value) - range.low) / width);
  if (place < 0.0) return 0;
  return place < colour_count ? static_cast<int>(place) : colour_count - 1;
}

}  // namespace timbre::features
