#pragma once

#include <optional>

#include "timbre/features/options.hpp"
#include "timbre/features/picture/antialias.hpp"
#include "timbre/features/picture/colour_map.hpp"
#include "timbre/features/picture/figure.hpp"
#include "timbre/features/picture/mesh_plot.hpp"
#include "timbre/features/picture/resize.hpp"

namespace timbre::features {

/// What the options of a picture settle before samples come, on every device: how values become
/// colours, and these the example. A network sees the drawn picture resized; where that picks
/// pixels, the others are never drawn.
struct PictureRecipe {
  PictureOptions options;
  ColourTable colours;
  PixelSources sources;                 ///< of what is drawn
  std::optional<PictureResize> resize;  ///< of what is drawn; else it is the example

 protected:
  PictureRecipe(const PictureOptions& picture_options, ColourRounding rounding);
  /// What the whole figure shows.
  void show(const PixelSources& whole);
};

/// The picture of a specgram, a grid of bins by frames.
struct SpecgramRecipe : PictureRecipe {
  explicit SpecgramRecipe(const FeatureOptions& feature_options);

  int segment;  ///< samples
  int bins;
  int frames;
  std::optional<AntialiasedImage> smooth;  ///< makes pixels of the grid, of which `sources` tells;
                                           ///< else that tells of its cells
};

/// The picture of mel levels, bands by frames. Clips may have any number of frames; `sources` tells
/// of the pixels of their plot.
struct MelPictureRecipe : PictureRecipe {
  /// `sample_rate` in Hz.
  MelPictureRecipe(const FeatureOptions& feature_options, int sample_rate);

  int bands;
  int most_frames;  ///< of the longest clip
  MeshShape mesh;
  AxisTaps<int> rows;  ///< of the plot; see row_taps()
};

}  // namespace timbre::features
