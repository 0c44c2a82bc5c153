#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/lowering.hpp"
#include "timbre/core/device.hpp"
#include "timbre/dataset/batch_source.hpp"

namespace timbre::model {

/// Memory that an operation asks for besides its input and output.
struct Needs {
  bool input_in_backward = false;
  bool output_in_backward = false;
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

/// Whose memory is planned. Operations below `lowest_trained` have no backward.
struct MemoryRequest {
  std::int64_t batch = 1;
  std::vector<Needs> needs;        ///< of each block's operation
  std::size_t lowest_trained = 0;  ///< the number of blocks when there is no backward at all
  std::vector<bool> kept;          ///< values that must outlast the step
  bool mixes = false;              ///< the source mixes examples: rows have two targets
};

/// All memory of a program: one arena, in which values, gradients and scratch share places when
/// they are not needed at the same time.
struct Memory {
  Buffer arena;
  dataset::BatchView batch;
  std::vector<float*> values;  ///< as numbered by Lowered
  std::vector<Views> forward;  ///< of each operation
  std::vector<Views> backward;
};

Memory plan_memory(Device& device, const Lowered& lowered, const MemoryRequest& request);

}  // namespace timbre::model
