#pragma once

#include "features/example_format.hpp"

namespace timbre::features {

/// Writes an example [rows, columns, channels] from its laid out rows: levels, and their slopes
/// when the format has a delta. Every element is written, and nothing else.
void write_example(const ExampleFormat& format, const float* rows, float* example);

}  // namespace timbre::features
