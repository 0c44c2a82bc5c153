// From a clip to a picture, on one thread: what 6,000 clips take is 6,000 times the time here over
// the number of cores.
//
// Work of specgram: 57 transforms of 2048 samples in double for 5 s at 22050 Hz. A picture takes a
// look-up for each pixel; antialiased, about 30 cells of the grid for each.
#include <benchmark/benchmark.h>

#include <vector>

#include "timbre/features/picture/affine.hpp"
#include "timbre/features/picture/antialias.hpp"
#include "timbre/features/picture/resize.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace {

using namespace timbre::features;

constexpr int bins = 1025;
constexpr int frames = 57;
constexpr FigureOptions freesound{.width = 600, .height = 400};

std::vector<float> some_values(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t index = 0; index < count; ++index) {
    values[index] = static_cast<float>(index * 7919 % 1000) * 0.1f - 80.0f;
  }
  return values;
}

void count_clips(benchmark::State& state) {
  state.counters["clips/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void specgram_of_5_s(benchmark::State& state) {
  const std::vector<float> samples = some_values(110250);
  const Specgram specgram({});
  std::vector<double> scratch(specgram.scratch_size());
  std::vector<float> levels(bins * frames);
  for (auto _ : state) {
    specgram.run(samples, scratch, levels);
    benchmark::ClobberMemory();
  }
  count_clips(state);
}
BENCHMARK(specgram_of_5_s)->Unit(benchmark::kMicrosecond);

// The whole figure at side 0, else the square that a network sees.
void draw_nearest(benchmark::State& state) {
  const int side = static_cast<int>(state.range(0));
  const std::vector<float> levels = some_values(bins * frames);
  PixelSources sources = image_sources({}, bins, frames);
  if (side > 0) sources = resized(sources, {.width = side, .height = side});
  const ColourTable colours = colour_table(ColourMap::inferno, ColourRounding::down);
  std::vector<std::uint8_t> pixels(3 * sources.rows.size() * sources.columns.size());
  for (auto _ : state) {
    draw(sources, {levels.data(), 1, bins}, finite_range(levels), colours, pixels);
    benchmark::ClobberMemory();
  }
  count_clips(state);
}
BENCHMARK(draw_nearest)->ArgName("side")->Arg(0)->Arg(64)->Unit(benchmark::kMicrosecond);

void smooth(benchmark::State& state) {
  const std::vector<float> levels = some_values(bins * frames);
  const AntialiasedImage image({}, bins, frames);
  std::vector<float> values(image.size());
  for (auto _ : state) {
    image.run({levels.data(), 1, bins}, values);
    benchmark::ClobberMemory();
  }
  count_clips(state);
}
BENCHMARK(smooth)->Unit(benchmark::kMicrosecond);

void resize_to_64(benchmark::State& state) {
  const PictureResize resize(288, 432, {.filter = static_cast<PictureFilter>(state.range(0))});
  const std::vector<std::uint8_t> pixels(3 * 288 * 432, 100);
  std::vector<std::uint8_t> scratch(resize.scratch_size()), resized(3 * 64 * 64);
  for (auto _ : state) {
    resize.run(pixels, scratch, resized);
    benchmark::ClobberMemory();
  }
  count_clips(state);
}
BENCHMARK(resize_to_64)
    ->ArgName("filter")
    ->Arg(static_cast<int>(PictureFilter::nearest))
    ->Arg(static_cast<int>(PictureFilter::bilinear))
    ->Unit(benchmark::kMicrosecond);

void crop_to_224(benchmark::State& state) {
  const PictureResize crop(
      freesound.height, freesound.width,
      {.width = 224, .height = 224, .filter = PictureFilter::aligned, .crop = true});
  const std::vector<std::uint8_t> pixels(3 * freesound.height * freesound.width, 100);
  std::vector<std::uint8_t> scratch(crop.scratch_size()), square(3 * 224 * 224);
  for (auto _ : state) {
    crop.run(pixels, scratch, square);
    benchmark::ClobberMemory();
  }
  count_clips(state);
}
BENCHMARK(crop_to_224)->Unit(benchmark::kMicrosecond);

void change_of_64(benchmark::State& state) {
  const std::vector<std::uint8_t> picture(3 * 64 * 64, 100);
  std::vector<float> changed(picture.size());
  const PictureChange change{.shear = 0.1, .zoom_rows = 0.9, .zoom_columns = 1.1};
  for (auto _ : state) {
    change_picture(change, 64, 64, 3, picture, changed);
    benchmark::ClobberMemory();
  }
  count_clips(state);
}
BENCHMARK(change_of_64)->Unit(benchmark::kMicrosecond);

}  // namespace
