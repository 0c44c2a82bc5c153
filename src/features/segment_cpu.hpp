#pragma once

#include <cstddef>
#include <cstdint>

#include "features/aligned_floats.hpp"
#include "features/example_format.hpp"
#include "features/frame_spectrum.hpp"
#include "features/mel_cpu.hpp"
#include "timbre/features/level_rule.hpp"
#include "timbre/features/plan.hpp"
#include "timbre/features/segment_frames.hpp"

namespace timbre::features {

/// What all threads of a plan share.
struct SegmentTables {
  static constexpr bool neighbours_share = true;

  SegmentTables(const FeatureOptions& feature_options, int sample_rate);

  FeatureOptions options;
  SegmentFrames frames;
  FrameSpectrum spectrum;
  MelTable bands;
  LevelRule level;
  ExampleFormat format;
};

/// What one thread of a plan writes on its way.
struct SegmentScratch {
  explicit SegmentScratch(const SegmentTables& tables);

  AlignedFloats segment;  ///< samples that came as 16 bits; empty until some do
  AlignedFloats frame;    ///< a frame that reaches into the padding
  FrameSpectrum::Scratch spectrum;
  AlignedFloats levels;  ///< of the last segment: [frames, bands]
  AlignedFloats rows;    ///< see lay_out
};

/// Computes one example from the samples of its segment. `follows` says that the scratch was last
/// used for the segment before this one in the same clip; the result has the same bits either way.
void compute_example(const SegmentTables& tables, SegmentScratch& scratch, const float* segment,
                     bool follows, float* example);

}  // namespace timbre::features
