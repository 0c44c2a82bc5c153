#pragma once

#include <cstdint>

#include "timbre/core/host_device.hpp"
#include "timbre/dataset/batch_source.hpp"

namespace timbre::model {

/// What a batch is to the update that it belongs to, of which it may be one of several.
struct BatchPart {
  float share = 1.0f;  ///< of the update's examples
  bool begins = true;
  bool ends = true;
};

/// The batch of step `step` of a pass in which each `batches` neighbours make an update, its last
/// batches one of their own.
BatchPart part_of(const dataset::BatchSource& source, std::int64_t batch, std::int64_t batches,
                  std::int64_t step);

/// An element of the update's gradient, the mean over its examples, from that of a batch and what
/// the batches before it have come to.
TIMBRE_HOST_DEVICE inline float gathered_gradient(const BatchPart& part, float gradient,
                                                  float gathered) {
  return part.begins ? part.share * gradient : gathered + part.share * gradient;
}

}  // namespace timbre::model
