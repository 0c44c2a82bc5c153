#include "features/picture_plan.hpp"

#include <algorithm>
#include <span>

#include "features/feature_plan.hpp"
#include "features/picture_tables.hpp"

namespace timbre::cuda {
namespace {

using namespace cuda::features;
using timbre::features::ClipWindow;
using timbre::features::FeatureOptions;
using timbre::features::SpecgramRecipe;

std::size_t most_work_bytes() {
  return static_cast<std::size_t>(device_attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin)) -
         picture_fixed_bytes;
}

class CudaPicturePlan final : public timbre::features::FeaturePlan, public StreamFeatures {
 public:
  CudaPicturePlan(CudaDevice& device, const FeatureOptions& options, const SpecgramRecipe& recipe,
                  std::size_t level_bytes)
      : FeaturePlan(options),
        device_(device),
        tables_(device, recipe, most_work_bytes()),
        arguments_(tables_.arguments()) {
    place_levels(level_bytes);
    allow_pictures(arguments_);
  }

  void enqueue_examples(SampleView samples, const std::int64_t* starts, std::int64_t count,
                        float* examples, cudaStream_t stream) const override {
    PictureArguments arguments = arguments_of(samples);
    for (std::int64_t first = 0; first < count; first += at_once_) {
      arguments.starts = starts + first;
      arguments.examples = examples + first * shape().size();
      launch_pictures(arguments, static_cast<int>(std::min<std::int64_t>(at_once_, count - first)),
                      stream);
    }
  }

 private:
  void do_run(SampleView samples, std::span<const ClipWindow> clips, float* examples) override {
    PictureArguments arguments = arguments_of(samples);
    arguments.examples = examples;
    int count = 0;
    const auto draw = [&] {
      if (count > 0) launch_pictures(arguments, count, device_.stream());
      arguments.examples += count * shape().size();
      count = 0;
    };
    for (const ClipWindow& clip : clips) {
      const auto segments = timbre::features::segment_count(clip.length, options().segment);
      for (std::int64_t segment = 0; segment < segments; ++segment) {
        arguments.first_samples[count++] =
            clip.offset + segment * std::int64_t{options().segment.hop};
        if (count == at_once_) draw();
      }
    }
    draw();
  }

  // Levels stay in shared memory where they fit.
  void place_levels(std::size_t level_bytes) {
    if (picture_bytes(arguments_) <= most_work_bytes()) return;
    const std::size_t of_picture = sizeof(float) * arguments_.cells.size();
    at_once_ =
        static_cast<int>(std::clamp<std::size_t>(level_bytes / of_picture, 1, most_pictures));
    levels_ = Buffer(device_, at_once_ * of_picture);
    arguments_.cells.scratch = levels_.as<float>();
  }

  PictureArguments arguments_of(SampleView samples) const {
    PictureArguments arguments = arguments_;
    arguments.samples = samples.values;
    arguments.sixteen_bits = samples.sixteen_bits;
    return arguments;
  }

  CudaDevice& device_;
  PictureTables tables_;
  Buffer levels_;  // of pictures whose levels shared memory does not hold
  PictureArguments arguments_;
  int at_once_ = most_pictures;  // of one launch
};

}  // namespace

std::unique_ptr<timbre::features::FeaturePlan> picture_plan(CudaDevice& device,
                                                            const FeatureOptions& options,
                                                            std::size_t level_bytes) {
  return std::make_unique<CudaPicturePlan>(device, options, SpecgramRecipe(options), level_bytes);
}

}  // namespace timbre::cuda
