#include "features/mel_picture_plan.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>

#include "features/drawing.hpp"
#include "features/feature_plan.hpp"
#include "features/level_tables.hpp"
#include "features/long_examples.hpp"
#include "features/mel_pictures.hpp"
#include "features/pictures.hpp"
#include "features/recipe_of.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/fft.hpp"
#include "timbre/features/level_rule.hpp"

namespace timbre::cuda {
namespace {

using namespace cuda::features;
using timbre::features::ClipWindow;
using timbre::features::FeatureOptions;
using timbre::features::MelPictureRecipe;

// The colours of a block that draws; several blocks share a multiprocessor.
constexpr std::size_t colour_bytes_of_block = std::size_t{24} << 10;

// Those of the levels alone.
FeatureOptions level_options(const FeatureOptions& options) {
  FeatureOptions levels = options;
  levels.kind = timbre::features::ExampleKind::levels;
  levels.layout = timbre::features::Layout::bands_by_frames;
  levels.delta.kind = timbre::features::DeltaKind::none;
  levels.segment.whole = false;
  return levels;
}

std::size_t most_dynamic_bytes() {
  return static_cast<std::size_t>(device_attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin)) -
         picture_fixed_bytes;
}

class CudaMelPicturePlan final : public timbre::features::FeaturePlan, public StreamFeatures {
 public:
  CudaMelPicturePlan(CudaDevice& device, const FeatureOptions& options,
                     const MelPictureRecipe& recipe, int sample_rate, std::size_t level_bytes)
      : FeaturePlan(options),
        device_(device),
        level_options_(level_options(options)),
        tables_(device, level_options_, sample_rate),
        piece_arguments_(tables_.arguments(fitting_recipe(level_options_))),
        plot_rows_(device, recipe.rows) {
    arguments_.mesh = recipe.mesh;
    arguments_.rows = plot_rows_.tables();
    arguments_.bands = recipe.bands;
    arguments_.level_range = timbre::features::level_rule(level_options_).range;
    const std::size_t columns = mel_picture_bytes(arguments_, 0);
    const std::size_t most = most_dynamic_bytes();
    drawing_.emplace(device, recipe, recipe.sources.rows, recipe.sources.columns,
                     colour_bytes_of_block, most - std::min(most, columns));
    arguments_.drawing = drawing_->tables();
    draw_bytes_ = mel_picture_bytes(arguments_, drawing_->colour_bytes());
    place_levels(level_bytes);
    allow_long_examples(piece_arguments_.recipe);
    allow_mel_pictures(draw_bytes_);
  }

  void enqueue_examples(SampleView samples, const std::int64_t* starts, std::int64_t count,
                        float* examples, cudaStream_t stream) const override {
    ExampleArguments pieces = arguments_of(samples, options().segment.length);
    MelPictureArguments pictures = arguments_;
    std::fill_n(pictures.frames, at_once_, pieces.recipe.columns);
    for (std::int64_t first = 0; first < count; first += at_once_) {
      const auto part = static_cast<int>(std::min<std::int64_t>(at_once_, count - first));
      pieces.starts = starts + first;
      put_levels(pieces, part, stream);
      pictures.examples = examples + first * shape().size();
      launch_mel_pictures(pictures, part, draw_bytes_, stream);
    }
  }

 private:
  void do_run(SampleView samples, std::span<const ClipWindow> clips, float* examples) override {
    MelPictureArguments pictures = arguments_;
    pictures.examples = examples;
    int count = 0;
    const auto draw = [&] {
      if (count > 0) launch_mel_pictures(pictures, count, draw_bytes_, device_.stream());
      pictures.examples += count * shape().size();
      count = 0;
    };
    for (const ClipWindow& clip : clips) {
      const timbre::features::SegmentOptions& segment = options().segment;
      std::int64_t rest = timbre::features::segment_count(clip.length, segment);
      if (rest == 0) continue;
      ExampleArguments pieces = arguments_of(
          samples, static_cast<int>(std::min<std::int64_t>(clip.length, segment.length)));
      for (std::int64_t offset = clip.offset; rest > 0;) {
        const auto part = static_cast<int>(std::min<std::int64_t>(rest, at_once_ - count));
        pieces.clips.count = 1;
        pieces.clips.clips[0] = {
            .offset = offset, .first_example = 0, .segments = part, .first_block = 0};
        pieces.examples = levels_.as<float>() + count * arguments_.level_step;
        put_levels(pieces, part, device_.stream());
        std::fill_n(pictures.frames + count, part, pieces.recipe.columns);
        count += part;
        rest -= part;
        offset += std::int64_t{part} * segment.hop;
        if (count == at_once_) draw();
      }
    }
    draw();
  }

  void place_levels(std::size_t level_bytes) {
    const ExampleRecipe& longest = piece_arguments_.recipe;
    arguments_.level_step = longest.example_size();
    const std::size_t of_picture = sizeof(float) * arguments_.level_step;
    const auto most = std::min(most_pictures, most_pieces / longest.pieces());
    at_once_ =
        static_cast<int>(std::clamp<std::size_t>(level_bytes / of_picture, 1, std::max(1, most)));
    levels_ = Buffer(device_, at_once_ * of_picture);
    peaks_ = Buffer(device_, sizeof(float) * at_once_ * longest.pieces());
    parts_ = Buffer(device_, sizeof(LevelRange) * at_once_ * range_parts);
    arguments_.levels = levels_.as<float>();
    arguments_.parts = parts_.as<LevelRange>();
  }

  // Of examples of `length` samples.
  ExampleArguments arguments_of(SampleView samples, int length) const {
    ExampleArguments arguments = piece_arguments_;
    arguments.samples = samples.values;
    arguments.sixteen_bits = samples.sixteen_bits;
    arguments.examples = levels_.as<float>();
    FeatureOptions options = level_options_;
    options.segment.length = length;
    const ExampleRecipe& longest = piece_arguments_.recipe;
    arguments.recipe = recipe_of(options);
    arguments.recipe.warps = longest.warps;
    arguments.recipe.piece_columns = longest.piece_columns;
    return arguments;
  }

  void put_levels(const ExampleArguments& pieces, int count, cudaStream_t stream) const {
    launch_pieces(pieces, {.first = 0, .count = count, .peaks = peaks_.as<float>()}, stream);
  }

  CudaDevice& device_;
  FeatureOptions level_options_;
  LevelTables tables_;
  ExampleArguments piece_arguments_;  // its recipe is that of the longest clip
  DeviceTaps plot_rows_;
  std::optional<Drawing> drawing_;
  Buffer levels_, peaks_, parts_;
  MelPictureArguments arguments_{};
  std::size_t draw_bytes_ = 0;
  int at_once_ = 1;  // pictures of one launch
};

}  // namespace

std::unique_ptr<timbre::features::FeaturePlan> mel_picture_plan(CudaDevice& device,
                                                                const FeatureOptions& options,
                                                                int sample_rate,
                                                                std::size_t level_bytes) {
  if (!timbre::features::is_fast_length(options.stft.n_fft))
    throw RequestError(
        "features: pictures of mel levels with stft.n_fft = " + std::to_string(options.stft.n_fft) +
        " are not drawn on the device, which has transforms of 256, 512, 1024, 2048 "
        "and 4096 points for them; set one of these, or use --device cpu");
  return std::make_unique<CudaMelPicturePlan>(
      device, options, MelPictureRecipe(options, sample_rate), sample_rate, level_bytes);
}

}  // namespace timbre::cuda
