#include "features/cufft_plan.hpp"

#include <algorithm>

#include "core/upload.hpp"
#include "features/feature_plan.hpp"
#include "features/frame_kernels.hpp"
#include "features/recipe_of.hpp"
#include "timbre/features/mel_bands.hpp"
#include "timbre/features/window.hpp"

namespace timbre::cuda {
namespace {

using namespace cuda::features;
using timbre::features::ClipWindow;
using timbre::features::FeatureOptions;
using timbre::features::MelBands;

std::vector<float> window_of(const timbre::features::StftOptions& stft) {
  std::vector<float> window;
  for (int index = 0; index < stft.n_fft; ++index) {
    window.push_back(static_cast<float>(
        stft.full_scale * timbre::features::window_value(stft.window, index, stft.frame_length())));
  }
  return window;
}

class CufftFeaturePlan final : public timbre::features::FeaturePlan, public StreamFeatures {
 public:
  CufftFeaturePlan(CudaDevice& device, const FeatureOptions& options, const MelBands& bands,
                   TransformCache& transforms, int frames)
      : FeaturePlan(options),
        device_(device),
        recipe_(recipe_of(options)),
        most_(std::clamp(frames / recipe_.columns, 1, most_segments)),
        transform_(transforms.get(
            {recipe_.n_fft, rows()},
            [&] { return std::make_shared<const RealTransform>(device, recipe_.n_fft, rows()); })),
        window_(upload(device, window_of(options.stft))),
        first_(upload(device, bands.first)),
        offset_(upload(device, bands.offset)),
        weights_(upload(device, std::vector<float>(bands.weights.begin(), bands.weights.end()))),
        delta_(upload(device, delta_weights(options))),
        frames_(device, std::size_t{1} * rows() * recipe_.n_fft * sizeof(float)),
        spectra_(device, std::size_t{1} * rows() * bands.bins * sizeof(float2)),
        levels_(device, std::size_t{1} * rows() * recipe_.bands * sizeof(float)),
        framing_{.samples = nullptr,
                 .sixteen_bits = false,
                 .window = window_.as<float>(),
                 .n_fft = recipe_.n_fft,
                 .frame = recipe_.frame,
                 .hop = recipe_.hop,
                 .pad = recipe_.pad,
                 .segment_length = recipe_.segment_length,
                 .columns = recipe_.columns,
                 .segments = 0,
                 .frames = frames_.as<float>(),
                 .starts = nullptr,
                 .first_samples = {}},
        summing_{.spectra = spectra_.as<float2>(),
                 .bins = bands.bins,
                 .magnitude = options.stft.spectrum == timbre::features::Spectrum::magnitude,
                 .first = first_.as<int>(),
                 .offset = offset_.as<int>(),
                 .weights = weights_.as<float>(),
                 .bands = recipe_.bands,
                 .level = recipe_.level,
                 .levels = levels_.as<float>()} {}

  void enqueue_examples(SampleView samples, const std::int64_t* starts, std::int64_t count,
                        float* examples, cudaStream_t stream) const override {
    FrameArguments framing = framing_of(samples);
    for (std::int64_t first = 0; first < count; first += most_) {
      framing.starts = starts + first;
      framing.segments = static_cast<int>(std::min<std::int64_t>(most_, count - first));
      put(framing, examples + first * shape().size(), stream);
    }
  }

 private:
  void do_run(SampleView samples, std::span<const ClipWindow> clips, float* examples) override {
    FrameArguments framing = framing_of(samples);
    const auto put_segments = [&] {
      if (framing.segments > 0) put(framing, examples, device_.stream());
      examples += framing.segments * shape().size();
      framing.segments = 0;
    };
    for (const ClipWindow& clip : clips) {
      const auto segments = timbre::features::segment_count(clip.length, options().segment);
      for (std::int64_t segment = 0; segment < segments; ++segment) {
        framing.first_samples[framing.segments++] =
            clip.offset + segment * std::int64_t{recipe_.segment_hop};
        if (framing.segments == most_) put_segments();
      }
    }
    put_segments();
  }

  FrameArguments framing_of(SampleView samples) const {
    FrameArguments framing = framing_;
    framing.samples = samples.values;
    framing.sixteen_bits = samples.sixteen_bits;
    return framing;
  }

  void put(const FrameArguments& framing, float* examples, cudaStream_t stream) const {
    launch_framing(framing, rows(), stream);
    transform_->run(frames_.as<float>(), spectra_.as<float2>(), stream);
    launch_bands(summing_, framing.segments * recipe_.columns, stream);
    launch_writing(recipe_, levels_.as<float>(), delta_.as<float>(), examples, framing.segments,
                   stream);
  }

  int rows() const { return most_ * recipe_.columns; }

  CudaDevice& device_;
  ExampleRecipe recipe_;
  int most_;  // segments at once
  std::shared_ptr<const RealTransform> transform_;
  Buffer window_, first_, offset_, weights_, delta_, frames_, spectra_, levels_;
  FrameArguments framing_;
  BandArguments summing_;
};

}  // namespace

std::unique_ptr<timbre::features::FeaturePlan> cufft_feature_plan(CudaDevice& device,
                                                                  const FeatureOptions& options,
                                                                  int sample_rate,
                                                                  TransformCache& transforms,
                                                                  int frames) {
  return std::make_unique<CufftFeaturePlan>(
      device, options, timbre::features::bands_of(options, sample_rate), transforms, frames);
}

}  // namespace timbre::cuda
