#include "timbre/features/segment_frames.hpp"

#include <algorithm>

#include "timbre/features/framing.hpp"

namespace timbre::features {

SegmentFrames::SegmentFrames(int length, const StftOptions& stft) {
  const int frame = stft.frame_length();
  const int padding = centre_padding(frame, stft.pad);
  count = static_cast<int>(frames_of(length, frame, stft.hop, stft.pad));
  inside_begin = std::min(count, (padding + stft.hop - 1) / stft.hop);
  const int last_start = length + padding - frame;
  inside_end = last_start < 0 ? 0 : std::min(count, last_start / stft.hop + 1);
  inside_end = std::max(inside_end, inside_begin);
}

SegmentFrames::SegmentFrames(const FeatureOptions& options)
    : SegmentFrames(options.segment.length, options.stft) {
  shift = options.segment.hop / options.stft.hop;
  if (options.segment.hop % options.stft.hop == 0) {
    shared = std::max(0, inside_end - inside_begin - shift);
  }
}

}  // namespace timbre::features
