#pragma once

#include <algorithm>
#include <memory>
#include <span>

#include "features/scratch_pool.hpp"
#include "features/segment_index.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::features {

/// A plan of the CPU, which computes segment by segment on all threads. `Tables` are what all
/// threads share, `Scratch` is what one of them writes, made from the tables. With them come
///   static constexpr bool Tables::neighbours_share   whether one thread is to take neighbours
///   AlignedFloats Scratch::segment                   samples that came as 16 bits
///   void compute_example(const Tables&, Scratch&, std::span<const float>, bool follows, float*)
/// where `follows` says that the scratch was last used for the segment before this one in the same
/// clip.
template <typename Tables, typename Scratch>
class CpuPlan final : public FeaturePlan {
 public:
  template <typename... Arguments>
  explicit CpuPlan(const FeatureOptions& options, const Arguments&... arguments)
      : FeaturePlan(options), tables_(options, arguments...), pool_(tables_) {}

 private:
  void do_run(SampleView samples, std::span<const ClipWindow> clips, float* examples) override {
    samples.visit([&](const auto* first) { compute(first, clips, examples); });
  }

  template <typename Sample>
  void compute(const Sample* samples, std::span<const ClipWindow> clips, float* examples) {
    const SegmentIndex index(clips, options().segment);
    parallel_ranges(
        index.total(), segments_at_once(index.total()), [&](std::int64_t begin, std::int64_t end) {
          std::unique_ptr<Scratch> scratch = pool_.take();
          SegmentIndex::Place place = index.find(begin);
          for (std::int64_t number = begin; number < end; ++number) {
            const ClipWindow& clip = clips[place.clip];
            const Sample* segment = samples + clip.offset + place.segment * options().segment.hop;
            // A whole clip may be shorter.
            const auto length = static_cast<std::size_t>(
                std::min<std::int64_t>(options().segment.length, clip.length));
            compute_example(tables_, *scratch, in_floats(*scratch, {segment, length}),
                            number > begin && place.segment > 0,
                            examples + number * shape().size());
            place = index.next(place);
          }
          pool_.give_back(std::move(scratch));
        });
  }

  std::span<const float> in_floats(Scratch&, std::span<const float> segment) const {
    return segment;
  }
  std::span<const float> in_floats(Scratch& scratch, std::span<const std::int16_t> segment) const {
    scratch.segment.resize(options().segment.length);
    copy_in_floats(segment.data(), std::ssize(segment), scratch.segment.data());
    return std::span<const float>(scratch.segment).first(segment.size());
  }

  // That one thread takes at a time: where they share, enough for it, few enough for all threads to
  // end together.
  static std::int64_t segments_at_once(std::int64_t segments) {
    if (!Tables::neighbours_share) return 1;
    constexpr std::int64_t pieces_per_thread = 8, enough_to_share = 4;
    const auto share = [&](std::int64_t pieces) { return (segments + pieces - 1) / pieces; };
    return std::max(share(pieces_per_thread * thread_count()),
                    std::min(enough_to_share, share(thread_count())));
  }

  Tables tables_;
  ScratchPool<Scratch, Tables> pool_;
};

}  // namespace timbre::features
