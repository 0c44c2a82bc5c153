#pragma once

namespace timbre::resample {

/// Throws Error for rates (Hz) that are not positive or differ by more than a factor of 256.
void check_rates(int from, int to);

}  // namespace timbre::resample
