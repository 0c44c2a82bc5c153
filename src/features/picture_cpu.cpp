#include "features/picture_cpu.hpp"

#include <algorithm>
#include <vector>

#include "features/aligned_floats.hpp"
#include "features/cpu_plan.hpp"
#include "timbre/features/picture/draw.hpp"
#include "timbre/features/picture/recipe.hpp"
#include "timbre/features/picture/specgram.hpp"

namespace timbre::features {
namespace {

struct PictureTables : PictureRecipe {
  static constexpr bool neighbours_share = false;

  explicit PictureTables(const FeatureOptions& feature_options)
      : PictureRecipe(feature_options), specgram(options.specgram) {}

  Specgram specgram;
};

struct PictureScratch {
  explicit PictureScratch(const PictureTables& tables)
      : spectrum(tables.specgram.scratch_size()),
        levels(static_cast<std::size_t>(tables.bins) * tables.frames),
        smoothed(tables.smooth ? tables.smooth->size() : 0),
        drawn(3 * tables.sources.rows.size() * tables.sources.columns.size()),
        resizing(tables.resize ? tables.resize->scratch_size() : 0),
        resized(tables.resize ? std::size_t{3} * tables.options.resize.height *
                                    static_cast<std::size_t>(tables.options.resize.width)
                              : 0) {}

  AlignedFloats segment;
  std::vector<double> spectrum;
  std::vector<float> levels;    // [frames, bins]
  std::vector<float> smoothed;  // the image's pixels
  std::vector<std::uint8_t> drawn;
  std::vector<std::uint8_t> resizing;
  std::vector<std::uint8_t> resized;
};

void compute_example(const PictureTables& tables, PictureScratch& scratch, const float* segment,
                     bool /*follows*/, float* example) {
  tables.specgram.run({segment, static_cast<std::size_t>(tables.segment)}, scratch.spectrum,
                      scratch.levels);
  const ValueRange range = finite_range(scratch.levels);
  const ValueGrid levels{scratch.levels.data(), 1, tables.bins};
  ValueGrid shown = levels;
  if (tables.smooth) {
    tables.smooth->run(levels, scratch.smoothed);
    shown = {scratch.smoothed.data(), image_box(tables.options.figure).width(), 1};
  }
  draw(tables.sources, shown, range, tables.colours, scratch.drawn);
  if (!tables.resize) {
    std::copy(scratch.drawn.begin(), scratch.drawn.end(), example);
    return;
  }
  tables.resize->run(scratch.drawn, scratch.resizing, scratch.resized);
  std::copy(scratch.resized.begin(), scratch.resized.end(), example);
}

}  // namespace

std::unique_ptr<FeaturePlan> make_picture_plan(const FeatureOptions& options) {
  return std::make_unique<CpuPlan<PictureTables, PictureScratch>>(options);
}

}  // namespace timbre::features
