#pragma once

#include "dataset/stream_source.hpp"

namespace timbre::cuda {

/// The examples of a set on the device.
struct ResidentView {
  const float* values = nullptr;        ///< [examples, size], or of a batch alone [batch, size]
  const std::int32_t* label = nullptr;  ///< [examples]
  std::int64_t size = 0;                ///< floats of an example
  bool by_row = false;                  ///< the values are those of the batch that is filled
};

/// What a source may change between the batches of a captured program. It stands on the device, so
/// that the addresses in a graph can stay.
struct SourceState {
  const std::int32_t* order = nullptr;
  std::int64_t order_size = 0;
  const float* mean = nullptr;   ///< [size], spread over the places; null: none
  const float* scale = nullptr;  ///< [size]
  dataset::Augmentation augmentation = {};
};

/// Gathers and standardises batch number `*fill.step` as BatchSource::fill says.
void fill_batch(const ResidentView& examples, const SourceState* state, const StepFill& fill,
                cudaStream_t stream);

}  // namespace timbre::cuda
