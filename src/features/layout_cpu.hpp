#pragma once

#include "features/example_format.hpp"

namespace timbre::features {

/// Brings the levels [frames, bands] of a segment into the rows of its example, with nothing
/// further than the range below `peak`, and repeats the ends of each row as far as a delta reaches.
/// `levels` has format.levels_size() floats, of which those behind the last level may hold
/// anything.
void lay_out(const ExampleFormat& format, const float* levels, float peak, float* rows);

}  // namespace timbre::features
