#pragma once

#include <vector>

#include "features/option_sets.hpp"

namespace timbre::test {

/// The op table of pictures: small ones that differ in every respect.
inline std::vector<OptionSet> picture_sets() {
  using namespace features;
  const FigureOptions margins{.width = 40, .height = 30}, small = margins;
  const auto filled = [](int width, int height) {
    return FigureOptions{width, height, 0.0, 1.0, 0.0, 1.0};
  };
  std::vector<OptionSet> sets;
  const auto add = [&](const char* name, const SegmentOptions& segment,
                       const PictureOptions& picture) {
    sets.push_back(
        {name, {.segment = segment, .kind = ExampleKind::spectrogram_picture, .picture = picture}});
  };
  const SpecgramOptions short_frames{.n_fft = 256, .overlap = 128};
  add("nearest", {2600, 1300},
      {.specgram = short_frames, .figure = margins, .resize = {.width = 20, .height = 16}});
  add("filled_as_speech", {1400, 1400},
      {.specgram = short_frames,
       .figure = filled(30, 27),
       .colours = ColourMap::viridis,
       .resize = {.width = 30, .height = 27}});
  add("antialiased", {2600, 2600},
      {.specgram = short_frames,
       .figure = margins,
       .colours = ColourMap::magma,
       .interpolation = Interpolation::antialiased,
       .resize = {.width = 20, .height = 16}});
  add("box", {2600, 2600},
      {.specgram = short_frames,
       .figure = margins,
       .resize = {.width = 13, .height = 9, .filter = PictureFilter::box}});
  add("antialiased_and_enlarged", {1700, 900},
      {.specgram = {.n_fft = 512, .overlap = 200, .rate = 44100.0},
       .figure = small,
       .colours = ColourMap::jet,
       .interpolation = Interpolation::antialiased,
       .resize = {.width = 50, .height = 41, .filter = PictureFilter::bilinear}});
  // A figure that a block draws in several parts.
  add("box_in_parts", {700, 700},
      {.specgram = {.n_fft = 256, .overlap = 64, .window = WindowKind::hann_periodic},
       .figure = filled(200, 200),
       .resize = {.width = 5, .height = 50, .filter = PictureFilter::box}});
  add("nearest_in_parts", {400, 400},
      {.specgram = {.n_fft = 256, .overlap = 0},
       .figure = {.width = 150, .height = 200},
       .resize = {.width = 150, .height = 200}});
  // One of its rows needs more room than the transforms.
  add("wide_rows", {300, 300},
      {.specgram = short_frames,
       .figure = {.width = 3000, .height = 8},
       .resize = {.width = 3, .height = 1, .filter = PictureFilter::box}});
  add("frames_of_1024", {3001, 1500},
      {.specgram = {.n_fft = 1024, .overlap = 1000}, .figure = margins});
  add("frames_of_2048", {4100, 4100}, {.figure = margins, .resize = {.width = 9, .height = 31}});
  add("frames_of_4096", {8200, 8200},
      {.specgram = {.n_fft = 4096, .overlap = 3000},
       .figure = margins,
       .resize = {.width = 40, .height = 30}});
  add("shorter_than_a_frame", {301, 77},
      {.specgram = {.n_fft = 512, .overlap = 511},
       .figure = margins,
       .resize = {.width = 20, .height = 16}});
  add("one_pixel", {256, 256},
      {.specgram = short_frames, .figure = filled(1, 1), .resize = {.width = 1, .height = 1}});
  return sets;
}

/// A smoothed picture of 401 frames, whose 207 kB of levels no block's shared memory holds.
inline OptionSet many_levels() {
  using namespace features;
  return {"many_levels",
          {.segment = {656, 200},
           .kind = ExampleKind::spectrogram_picture,
           .picture = {.specgram = {.n_fft = 256, .overlap = 255},
                       .figure = {.width = 40, .height = 30},
                       .interpolation = Interpolation::antialiased,
                       .resize = {.width = 20, .height = 16}}}};
}

}  // namespace timbre::test
