#include "features/picture_cpu.hpp"

#include <algorithm>
#include <vector>

#include "features/aligned_floats.hpp"
#include "features/cpu_plan.hpp"
#include "features/decibel_cpu.hpp"
#include "features/levels_cpu.hpp"
#include "timbre/features/picture/draw.hpp"
#include "timbre/features/picture/recipe.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace timbre::features {
namespace {

// From values to the example.
struct PictureScratch {
  explicit PictureScratch(const PictureRecipe& recipe)
      : drawn(3 * recipe.sources.rows.size() * recipe.sources.columns.size()),
        resizing(recipe.resize ? recipe.resize->scratch_size() : 0),
        resized(recipe.resize ? std::size_t{3} * recipe.options.resize.height *
                                    static_cast<std::size_t>(recipe.options.resize.width)
                              : 0) {}

  std::vector<std::uint8_t> drawn;
  std::vector<std::uint8_t> resizing;
  std::vector<std::uint8_t> resized;
};

void write_picture(const PictureRecipe& recipe, PictureScratch& scratch, const ValueGrid& shown,
                   const ValueRange& range, float* example) {
  draw(recipe.sources, shown, range, recipe.colours, scratch.drawn);
  if (!recipe.resize) {
    std::copy(scratch.drawn.begin(), scratch.drawn.end(), example);
    return;
  }
  recipe.resize->run(scratch.drawn, scratch.resizing, scratch.resized);
  std::copy(scratch.resized.begin(), scratch.resized.end(), example);
}

struct SpecgramPlanTables : SpecgramRecipe {
  static constexpr bool neighbours_share = false;

  explicit SpecgramPlanTables(const FeatureOptions& feature_options)
      : SpecgramRecipe(feature_options), specgram(options.specgram) {}

  Specgram specgram;
};

struct SpecgramPlanScratch {
  explicit SpecgramPlanScratch(const SpecgramPlanTables& tables)
      : spectrum(tables.specgram.scratch_size()),
        levels(static_cast<std::size_t>(tables.bins) * tables.frames),
        smoothed(tables.smooth ? tables.smooth->size() : 0),
        picture(tables) {}

  AlignedFloats segment;
  std::vector<double> spectrum;
  std::vector<float> levels;    // [frames, bins]
  std::vector<float> smoothed;  // the image's pixels
  PictureScratch picture;
};

void compute_example(const SpecgramPlanTables& tables, SpecgramPlanScratch& scratch,
                     std::span<const float> segment, bool /*follows*/, float* example) {
  tables.specgram.run(segment, scratch.spectrum, scratch.levels);
  const ValueRange range = finite_range(scratch.levels);
  const ValueGrid levels{scratch.levels.data(), 1, tables.bins};
  ValueGrid shown = levels;
  if (tables.smooth) {
    tables.smooth->run(levels, scratch.smoothed);
    shown = {scratch.smoothed.data(), image_box(tables.options.figure).width(), 1};
  }
  write_picture(tables, scratch.picture, shown, range, example);
}

struct MelPlanTables : MelPictureRecipe {
  static constexpr bool neighbours_share = false;

  MelPlanTables(const FeatureOptions& feature_options, int sample_rate)
      : MelPictureRecipe(feature_options, sample_rate), levels(feature_options, sample_rate) {}

  LevelTables levels;
};

struct MelPlanScratch {
  explicit MelPlanScratch(const MelPlanTables& tables)
      : spectrum(tables.levels),
        levels(static_cast<std::size_t>(tables.bands) * tables.most_frames),
        sums(tables.bands),
        plot(static_cast<std::size_t>(tables.mesh.box.height()) * tables.mesh.box.width()),
        picture(tables) {}

  AlignedFloats segment;
  LevelScratch spectrum;
  std::vector<float> levels;  // [frames, bands]
  std::vector<double> sums;
  std::vector<float> plot;  // its pixels
  PictureScratch picture;
};

void compute_example(const MelPlanTables& tables, MelPlanScratch& scratch,
                     std::span<const float> segment, bool /*follows*/, float* example) {
  const SegmentFrames frames(static_cast<int>(segment.size()), tables.levels.stft);
  const auto levels =
      std::span(scratch.levels).first(static_cast<std::size_t>(tables.bands) * frames.count);
  compute_levels(tables.levels, scratch.spectrum, segment, frames, 0, frames.count, levels.data());
  const float peak = peak_level(levels.data(), levels.size());
  for (float& level : levels) level = kept_level(level, peak, tables.levels.rule.range);
  show_mesh(tables.rows, {tables.mesh, frames.count}, levels, scratch.sums, scratch.plot);
  write_picture(tables, scratch.picture, {scratch.plot.data(), tables.mesh.box.width(), 1},
                finite_range(levels), example);
}

}  // namespace

std::unique_ptr<FeaturePlan> make_specgram_plan(const FeatureOptions& options) {
  return std::make_unique<CpuPlan<SpecgramPlanTables, SpecgramPlanScratch>>(options);
}

std::unique_ptr<FeaturePlan> make_mel_picture_plan(const FeatureOptions& options, int sample_rate) {
  return std::make_unique<CpuPlan<MelPlanTables, MelPlanScratch>>(options, sample_rate);
}

}  // namespace timbre::features
