#include "timbre/features/picture/recipe.hpp"

#include <numeric>
#include <vector>

#include "timbre/core/error.hpp"
#include "timbre/features/picture/mel_axis.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::features {
namespace {

MeshShape mesh_shape(const FeatureOptions& options, int sample_rate) {
  const FigureOptions& figure = options.picture.figure;
  return {.hop = options.stft.hop,
          .sample_rate = sample_rate,
          .left = figure.left * figure.width,
          .right = figure.right * figure.width,
          .box = mesh_box(figure),
          .means = options.picture.interpolation == Interpolation::antialiased};
}

std::vector<double> band_edges(const FeatureOptions& options) {
  const int bands = options.mel.bands;
  if (options.picture.rows == BandRows::specshow) return mel_row_edges(bands);
  std::vector<double> edges(bands + 1);
  std::iota(edges.begin(), edges.end(), 0.0);
  return edges;
}

}  // namespace

PictureRecipe::PictureRecipe(const PictureOptions& picture_options, ColourRounding rounding)
    : options(picture_options), colours(colour_table(options.colours, rounding)) {}

void PictureRecipe::show(const PixelSources& whole) {
  if (options.resize.filter == PictureFilter::nearest) {
    sources = resized(whole, options.resize);
  } else {
    sources = whole;
    resize.emplace(options.figure.height, options.figure.width, options.resize);
  }
}

SpecgramRecipe::SpecgramRecipe(const FeatureOptions& feature_options)
    : PictureRecipe(feature_options.picture, ColourRounding::down),
      segment(feature_options.segment.length),
      bins(options.specgram.n_fft / 2 + 1),
      frames(static_cast<int>(
          specgram_frames(segment, options.specgram.n_fft, options.specgram.overlap))) {
  if (options.interpolation == Interpolation::antialiased &&
      antialiasing_smooths(options.figure, bins, frames)) {
    smooth.emplace(options.figure, bins, frames);
  }
  show(smooth ? box_sources(options.figure, image_box(options.figure))
              : image_sources(options.figure, bins, frames));
}

MelPictureRecipe::MelPictureRecipe(const FeatureOptions& feature_options, int sample_rate)
    : PictureRecipe(feature_options.picture, ColourRounding::nearest),
      bands(feature_options.mel.bands),
      most_frames(
          static_cast<int>(frame_count(feature_options.segment.length, feature_options.stft))),
      mesh(mesh_shape(feature_options, sample_rate)),
      rows(row_taps(options.figure, band_edges(feature_options), mesh.means)) {
  require(feature_options.bands == Bands::mel && feature_options.logarithm == Logarithm::decibel,
          "a mel picture shows mel bands in dB");
  show(box_sources(options.figure, mesh.box));
}

}  // namespace timbre::features
