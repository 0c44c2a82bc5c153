#include "timbre/features/picture/recipe.hpp"

namespace timbre::features {

PictureRecipe::PictureRecipe(const FeatureOptions& feature_options)
    : options(feature_options.picture),
      segment(feature_options.segment.length),
      bins(options.specgram.n_fft / 2 + 1),
      frames(static_cast<int>(
          specgram_frames(segment, options.specgram.n_fft, options.specgram.overlap))),
      colours(colour_table(options.colours, ColourRounding::down)) {
  if (options.interpolation == Interpolation::antialiased &&
      antialiasing_smooths(options.figure, bins, frames)) {
    smooth.emplace(options.figure, bins, frames);
  }
  sources = smooth ? box_sources(options.figure) : image_sources(options.figure, bins, frames);
  const ResizeOptions& size = options.resize;
  if (size.filter == PictureFilter::nearest) {
    sources = resized(sources, size.height, size.width);
  } else {
    resize.emplace(options.figure.height, options.figure.width, size);
  }
}

}  // namespace timbre::features
