#pragma once

#include <memory>

#include "timbre/features/plan.hpp"

namespace timbre::features {

/// The CPU's plans for spectrogram_picture and mel_picture.
std::unique_ptr<FeaturePlan> make_specgram_plan(const FeatureOptions& options);
std::unique_ptr<FeaturePlan> make_mel_picture_plan(const FeatureOptions& options, int sample_rate);

}  // namespace timbre::features
