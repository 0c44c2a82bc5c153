#pragma once

#include "dataset/fill_batch.hpp"
#include "timbre/dataset/augment.hpp"

namespace timbre::cuda {

/// What was drawn for a row of a batch: for its example, for the one that is mixed in, and how.
struct DrawnRow {
  dataset::DrawnExample own;
  dataset::DrawnExample other;
  std::int64_t own_place;  ///< of the valid rows
  dataset::DrawnMix mix;
};

/// fill_batch with the state's augmentation. `drawn` [batch] is scratch.
void augment_batch(const ResidentView& examples, const dataset::AugmentShape& shape,
                   const SourceState* state, const StepFill& fill, DrawnRow* drawn,
                   cudaStream_t stream);

}  // namespace timbre::cuda
