#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "timbre/dataset/batch_source.hpp"
#include "timbre/model/program.hpp"

namespace timbre::model::cpu {

/// What all operations of the running step share.
struct StepContext {
  dataset::BatchView batch;
  /// Valid rows, the first ones of the batch. Memory of the others holds nothing: it is neither
  /// read nor written, except by operations that need the whole batch.
  std::int64_t rows = 0;
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  PassTotals* totals = nullptr;
};

/// Memory that an operation asks for besides its input and output.
struct Needs {
  bool input_in_backward = false;
  bool whole_batch = false;          ///< rows past the valid ones are to be zero
  std::size_t saved = 0;             ///< bytes from its forward to its backward
  std::size_t forward_scratch = 0;   ///< bytes during forward
  std::size_t backward_scratch = 0;  ///< bytes during backward
};

/// An operation's place in the arena.
struct Views {
  const float* input = nullptr;            ///< [batch, input size]
  float* output = nullptr;                 ///< [batch, output size]
  const float* output_gradient = nullptr;  ///< like output; null for the loss
  float* input_gradient = nullptr;         ///< like input; null when no one below learns
  std::byte* saved = nullptr;
  std::byte* scratch = nullptr;  ///< of forward or of backward

  template <typename T>
  T* saved_as() const {
    return reinterpret_cast<T*>(saved);
  }
  template <typename T>
  T* scratch_as() const {
    return reinterpret_cast<T*>(scratch);
  }
};

/// One or several layers computed together. Outputs and gradients are overwritten, never added to.
class Op {
 public:
  virtual ~Op() = default;

  virtual const std::string& name() const = 0;  ///< the layers in it, for profiles
  virtual Needs needs() const = 0;
  virtual void forward(const Views& views, const StepContext& step) = 0;
  /// Writes the gradients of its trainable parameters, and of its input where that is wanted.
  virtual void backward(const Views& views, const StepContext& step) = 0;
};

/// Kernel and bias of a layer; the gradients are null when the layer is frozen.
struct LayerParameters {
  const float* kernel = nullptr;
  const float* bias = nullptr;
  float* kernel_gradient = nullptr;
  float* bias_gradient = nullptr;

  bool trainable() const { return kernel_gradient != nullptr; }
};

}  // namespace timbre::model::cpu
