#include "spectrogram_picture.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "timbre/core/error.hpp"
#include "timbre/features/mel_scale.hpp"
#include "timbre/features/picture/draw.hpp"
#include "timbre/features/picture/resize.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace timbre::report {
namespace {

constexpr int frame_length = 1024;
constexpr int shortest_hop = 64;
constexpr float shown_decibels = 80.0f;

// Neighbouring frames overlap more in a short clip, so that each column has one of its own.
int hop_for(std::size_t samples) {
  const int even_hop = static_cast<int>(samples) / spectrogram_width;
  return std::clamp(even_hop, shortest_hop, frame_length);
}

// The bin at the middle of each row, from the top.
std::vector<int> mel_rows(int bins, int rate) {
  constexpr auto scale = features::MelScale::slaney;
  const double highest = features::hz_to_mel(rate / 2.0, scale);
  std::vector<int> rows;
  for (int row = 0; row < spectrogram_height; ++row) {
    const double mel = highest * (spectrogram_height - row - 0.5) / spectrogram_height;
    const double bin = features::mel_to_hz(mel, scale) / (rate / 2.0) * (bins - 1);
    rows.push_back(static_cast<int>(std::lround(bin)));
  }
  return rows;
}

}  // namespace

decode::Picture spectrogram_picture(std::span<const float> samples, int rate) {
  require(!samples.empty() && rate > 0, "a spectrogram needs samples and their rate");
  const features::Specgram specgram(
      {.n_fft = frame_length, .overlap = frame_length - hop_for(samples.size())});
  const int bins = specgram.bins();
  const auto frames = static_cast<int>(specgram.frames(static_cast<std::int64_t>(samples.size())));
  std::vector<float> levels(static_cast<std::size_t>(frames) * bins);
  std::vector<double> scratch(specgram.scratch_size());
  specgram.run(samples, scratch, levels);

  features::ValueRange range = features::finite_range(levels);
  range.low = std::max(range.low, range.high - shown_decibels);
  // Digital silence is the lowest level here, not a hole in the picture.
  for (float& level : levels) level = std::max(level, range.low);

  const features::PixelSources sources{mel_rows(bins, rate),
                                       features::nearest_pixels(frames, spectrogram_width)};
  decode::Picture picture{spectrogram_width, spectrogram_height, {}};
  picture.pixels.resize(std::size_t{3} * spectrogram_width * spectrogram_height);
  static const auto colours =
      features::colour_table(features::ColourMap::magma, features::ColourRounding::nearest);
  features::draw(sources, {levels.data(), 1, bins}, range, colours, picture.pixels);
  return picture;
}

}  // namespace timbre::report
