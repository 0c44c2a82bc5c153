#pragma once

#include <cuda_runtime_api.h>

#include <string>

#include "model/op_memory.hpp"
#include "model/pass_state.hpp"

namespace timbre::cuda {

/// What all operations of a step share.
struct StepContext {
  dataset::BatchView batch;
  PassState* state = nullptr;  ///< on the device
  cudaStream_t stream = nullptr;
};

/// One or several layers computed together, as work on a stream that is captured once: addresses
/// and sizes never change. Rows past the valid ones are computed like the others; their gradients
/// are zero. Outputs and gradients are overwritten, never added to.
class Op {
 public:
  virtual ~Op() = default;

  virtual const std::string& name() const = 0;  ///< the layers in it
  virtual model::Needs needs() const = 0;
  virtual void forward(const model::Views& views, const StepContext& step) = 0;
  /// Writes the gradients of its trainable parameters, and of its input where that is wanted.
  virtual void backward(const model::Views& views, const StepContext& step) = 0;
};

}  // namespace timbre::cuda
