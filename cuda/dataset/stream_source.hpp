#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "timbre/dataset/batch_source.hpp"

namespace timbre::cuda {

/// Where a step of a captured program wants its batch; everything lies on the device.
struct StepFill {
  const std::int64_t* step = nullptr;  ///< number of the batch in the pass, read when it is filled
  std::int64_t batch = 0;
  dataset::BatchView view;
  std::int64_t* valid_rows = nullptr;  ///< written: rows of the batch that count
};

/// What a program on a CUDA device asks of its source besides BatchSource: to fill batches as work
/// on a stream, which a graph can capture. The order and the statistics are those that are set when
/// the work runs, whenever it was captured.
class StreamSource {
 public:
  virtual ~StreamSource() = default;
  /// Allocates what batches of this size need, which cannot be done while a graph is captured.
  virtual void make_room(std::int64_t batch) = 0;
  virtual void enqueue_fill(const StepFill& fill, cudaStream_t stream) = 0;
};

}  // namespace timbre::cuda
