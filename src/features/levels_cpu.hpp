#pragma once

#include <span>

#include "features/aligned_floats.hpp"
#include "features/frame_spectrum.hpp"
#include "features/mel_cpu.hpp"
#include "timbre/features/level_rule.hpp"
#include "timbre/features/segment_frames.hpp"

namespace timbre::features {

/// From frames to levels: what all threads share.
struct LevelTables {
  LevelTables(const FeatureOptions& options, int sample_rate);

  StftOptions stft;
  FrameSpectrum spectrum;
  MelTable bands;
  LevelRule rule;
};

/// What one thread writes on its way.
struct LevelScratch {
  explicit LevelScratch(const LevelTables& tables);

  AlignedFloats frame;  ///< one that reaches into the padding
  FrameSpectrum::Scratch spectrum;
};

/// Levels of the frames [begin, end) of a segment, before its peak is known: `levels` [frames,
/// bands] has all of its frames.
void compute_levels(const LevelTables& tables, LevelScratch& scratch,
                    std::span<const float> segment, const SegmentFrames& frames, int begin, int end,
                    float* levels);

}  // namespace timbre::features
