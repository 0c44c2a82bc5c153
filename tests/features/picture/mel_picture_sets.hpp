#pragma once

#include <vector>

#include "features/option_sets.hpp"

namespace timbre::test {

/// Small enough for many: a clip of up to 3000 samples in 20x16 pixels without a margin.
inline features::FeatureOptions small_mel_pictures() {
  using namespace features;
  FeatureOptions options{.segment = {.length = 3000, .whole = true},
                         .stft = {.n_fft = 256, .hop = 64},
                         .mel = {.bands = 12},
                         .kind = ExampleKind::mel_picture};
  options.picture = {.figure = {20, 16, 0.0, 1.0, 0.0, 1.0},
                     .interpolation = Interpolation::antialiased,
                     .resize = {.width = 20, .height = 16}};
  return options;
}

/// The op table of mel pictures: small ones that differ in every respect.
inline std::vector<OptionSet> mel_picture_sets() {
  using namespace features;
  std::vector<OptionSet> sets = {{"means", small_mel_pictures(), 22050}};
  const auto add = [&](const char* name) -> FeatureOptions& {
    return sets.emplace_back(name, small_mel_pictures(), 22050).options;
  };
  FeatureOptions& document = add("as_specshow");
  document.stft.n_fft = 512;
  document.picture = {
      .figure = {.width = 60, .height = 40},
      .colours = ColourMap::magma,
      .rows = BandRows::specshow,
      .resize = {.width = 22, .height = 22, .filter = PictureFilter::aligned, .crop = true}};
  FeatureOptions& box = add("box");
  box.picture.resize = {.width = 7, .height = 5, .filter = PictureFilter::box};
  // A floor that cuts, an odd number of bands and frames, and segments of one length.
  FeatureOptions& cut = add("cut_segments");
  cut.segment = {.length = 1537, .hop = 700};
  cut.decibel.range = 6.0;
  cut.mel.bands = 11;
  cut.picture.interpolation = Interpolation::nearest;
  cut.picture.figure.width = 9;
  // 275 levels: those of a second clip, of which there may be whole fours, are not aligned to them.
  FeatureOptions& unaligned = add("unaligned_levels");
  unaligned.segment = {.length = 1537, .whole = true};
  unaligned.mel.bands = 11;
  // The drawn picture has more rows than a block keeps.
  FeatureOptions& strips = add("many_rows");
  strips.picture.figure = {.width = 300, .height = 200};
  strips.picture.resize = {.width = 10, .height = 25, .filter = PictureFilter::bilinear};
  return sets;
}

}  // namespace timbre::test
