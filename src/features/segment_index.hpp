#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "timbre/features/plan.hpp"

namespace timbre::features {

/// Finds a segment by its number among the segments of all clips. It remembers a fixed number of
/// places on the way, so that it allocates nothing and any place is near one that is known.
class SegmentIndex {
 public:
  struct Place {
    std::size_t clip = 0;
    std::int64_t segment = 0;  ///< in its clip
  };

  SegmentIndex(std::span<const ClipWindow> clips, const SegmentOptions& options);

  std::int64_t total() const { return total_; }
  /// The place of segment `number`, 0 <= number < total().
  Place find(std::int64_t number) const;
  /// The place of the segment that follows.
  Place next(Place place) const;

 private:
  static constexpr std::size_t marks = 256;
  struct Mark {
    std::size_t clip;
    std::int64_t first;  ///< number of the clip's first segment
  };

  std::int64_t segments_of(std::size_t clip) const;

  std::span<const ClipWindow> clips_;
  SegmentOptions options_;
  std::array<Mark, marks> marks_;
  std::size_t marked_ = 0;
  std::int64_t total_ = 0;
};

}  // namespace timbre::features
