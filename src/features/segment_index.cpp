#include "features/segment_index.hpp"

#include <algorithm>

namespace timbre::features {

SegmentIndex::SegmentIndex(std::span<const ClipWindow> clips, const SegmentOptions& options)
    : clips_(clips), options_(options) {
  const std::size_t distance = (clips.size() + marks - 1) / marks;
  for (std::size_t clip = 0; clip < clips.size(); ++clip) {
    if (clip % distance == 0) marks_[marked_++] = {clip, total_};
    total_ += segments_of(clip);
  }
}

SegmentIndex::Place SegmentIndex::find(std::int64_t number) const {
  const auto after =
      std::upper_bound(marks_.begin(), marks_.begin() + marked_, number,
                       [](std::int64_t wanted, const Mark& mark) { return wanted < mark.first; });
  const Mark& mark = *std::prev(after);
  Place place{mark.clip, number - mark.first};
  while (place.segment >= segments_of(place.clip)) place.segment -= segments_of(place.clip++);
  return place;
}

SegmentIndex::Place SegmentIndex::next(Place place) const {
  ++place.segment;
  while (place.clip < clips_.size() && place.segment >= segments_of(place.clip)) {
    place = {place.clip + 1, 0};
  }
  return place;
}

std::int64_t SegmentIndex::segments_of(std::size_t clip) const {
  return segment_count(clips_[clip].length, options_);
}

}  // namespace timbre::features
