#pragma once

#include "timbre/features/picture/colour_map.hpp"
#include "timbre/features/picture/figure.hpp"
#include "timbre/features/picture/resize.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace timbre::features {

/// How pixels are made of a grid.
enum class Interpolation {
  nearest,      ///< imshow of Matplotlib up to 3.1; pcolormesh
  antialiased,  ///< imshow from 3.2 on: means where the grid is finer than the pixels
};

/// Where the rows of a mel picture lie.
enum class BandRows {
  even,      ///< all of one height
  specshow,  ///< as librosa 0.6 draws them; see MelAxis
};

/// From levels to pictures, and from these to what a network sees. Of a picture that comes as a
/// file only `resize` tells, `specgram` of that of a specgram alone, `rows` of that of mel levels.
struct PictureOptions {
  SpecgramOptions specgram = {};
  FigureOptions figure = {};
  ColourMap colours = ColourMap::inferno;
  Interpolation interpolation = Interpolation::nearest;
  BandRows rows = BandRows::even;
  ResizeOptions resize = {};
  bool operator==(const PictureOptions&) const = default;
};
/// The keys of a picture of that kind.
void describe(config::Fields& fields, PictureOptions& options, ExampleKind kind);

}  // namespace timbre::features
