#pragma once

#include "timbre/features/picture/colour_map.hpp"
#include "timbre/features/picture/figure.hpp"
#include "timbre/features/picture/resize.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace timbre::features {

/// How imshow makes pixels of a grid.
enum class Interpolation {
  nearest,      ///< Matplotlib up to 3.1
  antialiased,  ///< from 3.2 on: means where the grid is finer than the pixels
};

/// From levels to pictures, and from these to what a network sees. Of a picture that comes as a
/// file only `resize` tells.
struct PictureOptions {
  SpecgramOptions specgram = {};
  FigureOptions figure = {};
  ColourMap colours = ColourMap::inferno;
  Interpolation interpolation = Interpolation::nearest;
  ResizeOptions resize = {};
  bool operator==(const PictureOptions&) const = default;
};
/// The keys of a picture that is drawn; those of `resize` alone when it is `from_file`.
void describe(config::Fields& fields, PictureOptions& options, bool from_file);

}  // namespace timbre::features
