#include <algorithm>
#include <functional>
#include <memory>

#include "features/picture_cpu.hpp"
#include "features/scratch_pool.hpp"
#include "features/segment_cpu.hpp"
#include "features/segment_index.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::features {
namespace {

// Segments that one thread takes at a time: enough for neighbours to share frames, few enough for
// all threads to end together.
std::int64_t segments_at_once(std::int64_t segments) {
  constexpr std::int64_t pieces_per_thread = 8, enough_to_share = 4;
  const auto share = [&](std::int64_t pieces) { return (segments + pieces - 1) / pieces; };
  return std::max(share(pieces_per_thread * thread_count()),
                  std::min(enough_to_share, share(thread_count())));
}

class CpuFeaturePlan final : public FeaturePlan {
 public:
  CpuFeaturePlan(const FeatureOptions& options, int sample_rate)
      : FeaturePlan(options), tables_(options, sample_rate), pool_(tables_) {}

 private:
  void do_run(const float* samples, std::span<const ClipWindow> clips, float* examples) override {
    compute(samples, clips, examples);
  }
  void do_run(const std::int16_t* samples, std::span<const ClipWindow> clips,
              float* examples) override {
    compute(samples, clips, examples);
  }

  template <typename Sample>
  void compute(const Sample* samples, std::span<const ClipWindow> clips, float* examples) {
    const SegmentIndex index(clips, options().segment);
    const auto compute_range = [&](std::int64_t begin, std::int64_t end) {
      std::unique_ptr<SegmentScratch> scratch = pool_.take();
      SegmentIndex::Place place = index.find(begin);
      for (std::int64_t number = begin; number < end; ++number) {
        const Sample* segment =
            samples + clips[place.clip].offset + place.segment * options().segment.hop;
        compute_example(tables_, *scratch, in_floats(tables_, *scratch, segment),
                        number > begin && place.segment > 0, examples + number * shape().size());
        place = index.next(place);
      }
      pool_.give_back(std::move(scratch));
    };
    // By reference, since a function object of this size would be copied to the heap.
    parallel_ranges(index.total(), segments_at_once(index.total()), std::ref(compute_range));
  }

  SegmentTables tables_;
  ScratchPool<SegmentScratch, SegmentTables> pool_;
};

class CpuFeaturePlanMaker final : public FeaturePlanMaker {
 public:
  std::unique_ptr<FeaturePlan> make(Device&, const FeatureOptions& options,
                                    int sample_rate) override {
    if (is_picture(options)) return make_picture_plan(options);
    return std::make_unique<CpuFeaturePlan>(options, sample_rate);
  }
};

}  // namespace

std::shared_ptr<FeaturePlanMaker> cpu_feature_plans() {
  return std::make_shared<CpuFeaturePlanMaker>();
}

}  // namespace timbre::features
