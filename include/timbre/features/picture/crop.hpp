#pragma once

#include "timbre/features/picture/resize.hpp"

namespace timbre::features {

/// How a picture is resized before the middle is cut out, as fastai 1.0.19 does for a network: the
/// side that is shorter in proportion becomes that of the options, and the other one keeps the
/// proportion (half to even). Without a crop both become those of the options.
struct CentreCrop {
  CentreCrop(int height, int width, const ResizeOptions& options);

  int resized_height, resized_width;  ///< pixels
  int first_row, first_column;        ///< of the middle in the resized picture
};

}  // namespace timbre::features
