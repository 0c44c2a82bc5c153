#pragma once

#include <optional>

#include "timbre/features/options.hpp"
#include "timbre/features/picture/antialias.hpp"
#include "timbre/features/picture/colour_map.hpp"
#include "timbre/features/picture/figure.hpp"
#include "timbre/features/picture/resize.hpp"

namespace timbre::features {

/// What the options of a spectrogram picture settle before samples come, on every device: the
/// picture of a grid of bins by frames. A network sees it resized; where that picks pixels, the
/// others are never drawn.
struct PictureRecipe {
  explicit PictureRecipe(const FeatureOptions& feature_options);

  PictureOptions options;
  int segment;  ///< samples
  int bins;
  int frames;
  ColourTable colours;
  std::optional<AntialiasedImage> smooth;  ///< makes pixels of the grid; else they show its cells
  PixelSources sources;                    ///< of what is drawn: cells, or pixels of `smooth`
  std::optional<PictureResize> resize;     ///< of what is drawn; else it is the example
};

}  // namespace timbre::features
