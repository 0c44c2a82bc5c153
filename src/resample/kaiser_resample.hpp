#pragma once

#include <span>
#include <vector>

#include "timbre/resample/resample.hpp"

namespace timbre::resample {

/// resample() with kaiser_best or kaiser_fast, for rates that differ. Weights are rounded to float
/// and taken at exact phases, while resampy's follow its running sum of times: after 4 s from 48
/// to 22.05 kHz that sum is off by less than 1e-6 of a sample.
std::vector<float> kaiser_resample(std::span<const float> samples, int from,
                                   const ResampleOptions& options);

}  // namespace timbre::resample
