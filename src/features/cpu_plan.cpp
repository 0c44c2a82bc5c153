#include "features/cpu_plan.hpp"

#include "features/picture_cpu.hpp"
#include "features/segment_cpu.hpp"

namespace timbre::features {
namespace {

class CpuFeaturePlanMaker final : public FeaturePlanMaker {
 public:
  std::unique_ptr<FeaturePlan> make(Device&, const FeatureOptions& options,
                                    int sample_rate) override {
    if (options.kind == ExampleKind::mel_picture)
      return make_mel_picture_plan(options, sample_rate);
    if (is_picture(options)) return make_specgram_plan(options);
    return std::make_unique<CpuPlan<SegmentTables, SegmentScratch>>(options, sample_rate);
  }
};

}  // namespace

std::shared_ptr<FeaturePlanMaker> cpu_feature_plans() {
  return std::make_shared<CpuFeaturePlanMaker>();
}

}  // namespace timbre::features
