#pragma once

#include <span>
#include <vector>

#include "timbre/resample/resample.hpp"

namespace timbre::resample {

/// resample() with soxr_hq or soxr_vhq: libsoxr over the whole signal, cut or padded with zeros to
/// resampled_count. Throws Error with libsoxr's reason.
std::vector<float> soxr_resample(std::span<const float> samples, int from,
                                 const ResampleOptions& options);

}  // namespace timbre::resample
