#pragma once

#include "dataset/fill_batch.hpp"

namespace timbre::cuda {

/// Writes where the segment of each row of batch `*fill.step` begins, from those of all examples:
/// first samples in the recordings. Rows past the valid ones repeat the last.
void choose_segments(const std::int64_t* starts_of_all, const SourceState* state,
                     const StepFill& fill, std::int64_t* starts, cudaStream_t stream);

}  // namespace timbre::cuda
