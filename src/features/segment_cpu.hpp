#pragma once

#include <span>

#include "features/aligned_floats.hpp"
#include "features/example_format.hpp"
#include "features/levels_cpu.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::features {

/// What all threads of a plan share.
struct SegmentTables {
  static constexpr bool neighbours_share = true;

  SegmentTables(const FeatureOptions& feature_options, int sample_rate);

  SegmentFrames frames;
  LevelTables levels;
  ExampleFormat format;
};

/// What one thread of a plan writes on its way.
struct SegmentScratch {
  explicit SegmentScratch(const SegmentTables& tables);

  AlignedFloats segment;  ///< samples that came as 16 bits; empty until some do
  LevelScratch spectrum;
  AlignedFloats levels;  ///< of the last segment: [frames, bands]
  AlignedFloats rows;    ///< see lay_out
};

/// Computes one example from the samples of its segment. `follows` says that the scratch was last
/// used for the segment before this one in the same clip; the result has the same bits either way.
void compute_example(const SegmentTables& tables, SegmentScratch& scratch,
                     std::span<const float> segment, bool follows, float* example);

}  // namespace timbre::features
