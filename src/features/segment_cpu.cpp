#include "features/segment_cpu.hpp"

#include <algorithm>

#include "features/decibel_cpu.hpp"
#include "features/delta_cpu.hpp"
#include "features/layout_cpu.hpp"

namespace timbre::features {

SegmentTables::SegmentTables(const FeatureOptions& feature_options, int sample_rate)
    : frames(feature_options),
      levels(feature_options, sample_rate),
      format(feature_options, example_shape(feature_options)) {}

SegmentScratch::SegmentScratch(const SegmentTables& tables)
    : spectrum(tables.levels),
      levels(tables.format.levels_size()),
      rows(tables.format.rows_size()) {}

void compute_example(const SegmentTables& tables, SegmentScratch& scratch,
                     std::span<const float> segment, bool follows, float* example) {
  const SegmentFrames& frames = tables.frames;
  const int kept = follows ? frames.shared : 0, bands = tables.levels.bands.count;
  float* levels = scratch.levels.data();
  const auto compute = [&](int begin, int end) {
    compute_levels(tables.levels, scratch.spectrum, segment, frames, begin, end, levels);
  };
  if (kept > 0) {
    const float* earlier = levels + (frames.inside_begin + frames.shift) * bands;
    std::copy_n(earlier, kept * bands, levels + frames.inside_begin * bands);
    compute(0, frames.inside_begin);
    compute(frames.inside_begin + kept, frames.count);
  } else {
    compute(0, frames.count);
  }
  const float peak = peak_level(levels, frames.count * bands);
  lay_out(tables.format, levels, peak, scratch.rows.data());
  write_example(tables.format, scratch.rows.data(), example);
}

}  // namespace timbre::features
