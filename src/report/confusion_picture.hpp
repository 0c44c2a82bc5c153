#pragma once

#include "timbre/decode/picture.hpp"
#include "timbre/metrics/scores.hpp"

namespace timbre::report {

/// The matrix as a picture in the colours of viridis: a square for each cell, true classes
/// downwards, guesses to the right, brighter for a larger share of the true class.
decode::Picture confusion_picture(const metrics::Confusion& confusion);

}  // namespace timbre::report
