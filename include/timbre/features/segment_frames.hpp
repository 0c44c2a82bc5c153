#pragma once

#include "timbre/features/options.hpp"

namespace timbre::features {

/// Which of a segment's frames lie inside of it, and which of those its successor has too: when
/// segments overlap and stand whole hops apart, they are computed once.
struct SegmentFrames {
  explicit SegmentFrames(const FeatureOptions& options);
  /// Of a segment of `length` samples that has no successor.
  SegmentFrames(int length, const StftOptions& stft);

  int count = 0;
  int inside_begin = 0;  ///< frames before reach into the padding in front
  int inside_end = 0;    ///< frames from here on reach into the padding behind
  int shift = 0;         ///< frame f of a segment is frame f - shift of the next
  int shared = 0;        ///< inner frames that the next segment also has; 0 when none are alike
};

}  // namespace timbre::features
