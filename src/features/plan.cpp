#include "timbre/features/plan.hpp"

#include <algorithm>
#include <string>

#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/log.hpp"
#include "timbre/features/framing.hpp"
#include "timbre/features/mel_bands.hpp"

namespace timbre::features {
namespace {

constexpr int picture_channels = 3;  // red, green, blue

// Reads the options back from their own YAML: that checks every range and rule of describe(), for
// options that code has put together too.
void check(const FeatureOptions& options) {
  config::read<FeatureOptions>(
      config::Document::parse(config::to_yaml(options), "the feature options"));
}

void warn_of_empty_bands(const MelBands& bands, const FeatureOptions& options) {
  int empty = 0, first = 0;
  for (int band = bands.count() - 1; band >= 0; --band) {
    if (bands.taps(band) > 0) continue;
    ++empty;
    first = band;
  }
  if (empty == 0) return;
  log_warning(std::to_string(empty) + " of " + std::to_string(bands.count()) +
              " mel bands are so narrow that no frequency of the " +
              std::to_string(options.stft.n_fft) + "-point transform lies in them, the first is " +
              "band " + std::to_string(first) + "; they stay at the floor: use fewer bands or a " +
              "longer n_fft");
}

}  // namespace

ExampleShape example_shape(const FeatureOptions& options) {
  if (is_picture(options)) {
    const ResizeOptions& size = options.picture.resize;
    return {.rows = size.height, .columns = size.width, .channels = picture_channels};
  }
  return {.rows = options.bands == Bands::linear ? options.stft.n_fft / 2 + 1 : options.mel.bands,
          .columns = frame_count(options.segment.length, options.stft),
          .channels = options.delta.kind == DeltaKind::none ? 1 : 2};
}

std::int64_t segment_count(std::int64_t samples, const SegmentOptions& options) {
  if (options.whole) return samples > 0 ? 1 : 0;
  if (samples < options.length) return 0;
  const std::int64_t all = 1 + (samples - options.length) / options.hop;
  return options.most == 0 ? all : std::min<std::int64_t>(all, options.most);
}

std::int64_t frame_count(std::int64_t samples, const StftOptions& options) {
  return frames_of(samples, options.frame_length(), options.hop, options.pad);
}

FeaturePlan::FeaturePlan(const FeatureOptions& options)
    : options_(options), shape_(example_shape(options)) {}

std::vector<std::int64_t> FeaturePlan::count(std::span<const ClipWindow> clips) const {
  std::vector<std::int64_t> counts;
  for (const ClipWindow& clip : clips) {
    counts.push_back(segment_count(clip.length, options_.segment));
  }
  return counts;
}

void FeaturePlan::run(SampleView samples, std::int64_t sample_count,
                      std::span<const ClipWindow> clips, float* examples) {
  require_inside(clips, sample_count);
  do_run(samples, clips, examples);
}

std::unique_ptr<FeaturePlan> plan(Device& device, const FeatureOptions& options, int sample_rate) {
  check(options);
  if (options.kind == ExampleKind::picture_file) {
    throw RequestError(
        "features.kind picture_file: its examples come from pictures, not from "
        "samples; for recordings set it to levels, spectrogram_picture or mel_picture");
  }
  if (has_mel_bands(options)) warn_of_empty_bands(bands_of(options, sample_rate), options);
  return device.maker<FeaturePlanMaker>("feature plan").make(device, options, sample_rate);
}

}  // namespace timbre::features
