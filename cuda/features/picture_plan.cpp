#include "features/picture_plan.hpp"

#include <algorithm>
#include <span>
#include <string>

#include "features/feature_plan.hpp"
#include "features/picture_tables.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/picture/resize_taps.hpp"

namespace timbre::cuda {
namespace {

using namespace cuda::features;
using timbre::features::ClipWindow;
using timbre::features::FeatureOptions;
using timbre::features::SpecgramRecipe;

// Rows of the drawn picture that `rows` neighbouring rows of the example need at most.
int drawn_rows(const SpecgramRecipe& recipe, int rows) {
  if (!recipe.resize) return rows;
  const timbre::features::ResizeOptions& size = recipe.options.resize;
  const auto taps =
      timbre::features::ResizeTaps(recipe.options.figure.height, recipe.options.figure.width, size)
          .rows;
  int most = 0;
  for (int first = 0; first < taps.count(); first += rows) {
    const int last = std::min(first + rows, taps.count()) - 1;
    most = std::max(most, taps.first[last] + taps.taps(last) - taps.first[first]);
  }
  return most;
}

std::size_t colour_bytes(const SpecgramRecipe& recipe, int rows) {
  return sizeof(std::uint16_t) * drawn_rows(recipe, rows) * recipe.sources.columns.size();
}

// Rows of the example whose colours fit `bytes`, at least one.
int rows_within(const SpecgramRecipe& recipe, std::size_t bytes) {
  int rows = recipe.options.resize.height;
  while (rows > 1 && colour_bytes(recipe, rows) > bytes) rows = (rows + 1) / 2;
  return rows;
}

[[noreturn]] void refuse(const SpecgramRecipe& recipe, std::size_t needed, std::size_t most) {
  throw RequestError("features: a row of a picture of " +
                     std::to_string(recipe.options.resize.height) + " rows takes " +
                     std::to_string(drawn_rows(recipe, 1)) + " rows of " +
                     std::to_string(recipe.sources.columns.size()) + " pixels of its figure, " +
                     std::to_string(needed) + " bytes of the device's shared memory, which has " +
                     std::to_string(most) +
                     " for a block; lower figure.width or figure.height, set resize.filter to "
                     "nearest, or use --device cpu");
}

class CudaPicturePlan final : public timbre::features::FeaturePlan, public StreamFeatures {
 public:
  CudaPicturePlan(CudaDevice& device, const FeatureOptions& options, const SpecgramRecipe& recipe,
                  std::size_t level_bytes)
      : FeaturePlan(options),
        device_(device),
        tables_(device, recipe),
        arguments_(tables_.arguments()) {
    share_memory(recipe, level_bytes);
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
  void share_memory(const SpecgramRecipe& recipe, std::size_t level_bytes) {
    const std::size_t transforms = arguments_.shape.transform_bytes();
    const auto most =
        static_cast<std::size_t>(device_attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin)) -
        picture_fixed_bytes;
    const int rows = rows_within(recipe, transforms);
    arguments_.example.rows_at_once = rows;
    arguments_.work_bytes = std::max(transforms, aligned(colour_bytes(recipe, rows)));
    if (arguments_.work_bytes > most) refuse(recipe, arguments_.work_bytes, most);
    if (picture_bytes(arguments_) <= most) return;
    const std::size_t of_picture = sizeof(float) * arguments_.cells.size();
    at_once_ =
        static_cast<int>(std::clamp<std::size_t>(level_bytes / of_picture, 1, most_pictures));
    levels_ = Buffer(device_, at_once_ * of_picture);
    arguments_.cells.scratch = levels_.as<float>();
  }

  static std::size_t aligned(std::size_t bytes) { return (bytes + 15) / 16 * 16; }

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
