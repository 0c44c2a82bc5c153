#pragma once

#include <cstddef>

#include "features/aligned_floats.hpp"
#include "features/example_format.hpp"
#include "features/fft_tables.hpp"
#include "features/mel_cpu.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::features {

/// Which of a segment's frames lie inside of it, and which of those its successor has too: when
/// segments overlap and stand whole hops apart, they are computed once.
struct SegmentFrames {
  explicit SegmentFrames(const FeatureOptions& options);

  int count = 0;
  int inside_begin = 0;  ///< frames before reach into the padding in front
  int inside_end = 0;    ///< frames from here on reach into the padding behind
  int shift = 0;         ///< frame f of a segment is frame f - shift of the next
  int shared = 0;        ///< inner frames that the next segment also has; 0 when none are alike
};

/// What all threads of a plan share.
struct SegmentTables {
  SegmentTables(const FeatureOptions& feature_options, int sample_rate);

  FeatureOptions options;
  SegmentFrames frames;
  FftTables fft;
  MelTable mel;
  ExampleFormat format;
};

/// What one thread of a plan writes on its way.
struct SegmentScratch {
  explicit SegmentScratch(const SegmentTables& tables);

  AlignedFloats frame;   ///< a frame that reaches into the padding
  AlignedFloats fft;     ///< see power_spectrum
  AlignedFloats levels;  ///< of the last segment, in dB: [frames, bands]
  AlignedFloats rows;    ///< see lay_out
};

/// Computes one example from the samples of its segment. `follows` says that the scratch was last
/// used for the segment before this one in the same clip; the result has the same bits either way.
void compute_example(const SegmentTables& tables, SegmentScratch& scratch, const float* segment,
                     bool follows, float* example);

}  // namespace timbre::features
