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
  const float* second_input = nullptr;     ///< of an addition
  float* output = nullptr;                 ///< [batch, output size]
  const float* output_gradient = nullptr;  ///< like output; null for the loss
  float* input_gradient = nullptr;         ///< like input; null when no one below learns
  float* second_input_gradient = nullptr;  ///< the same of the second input
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

/// Whose memory is planned.
struct MemoryRequest {
  std::int64_t batch = 1;
  std::vector<Needs> needs;    ///< of each block's operation
  std::vector<bool> backward;  ///< whether each operation has one
  std::vector<bool> kept;      ///< values that must outlast the step
  bool mixes = false;          ///< the source mixes examples: rows have two targets
};

/// The gradient of a value that several operations take is the sum of theirs: the last of them
/// writes it, each other one writes a part, which is added right after its backward.
struct GradientPart {
  std::size_t value = 0;  ///< as numbered by Lowered
  float* part = nullptr;  ///< [batch, size of the value]
};

/// All memory of a program: one arena, in which values, gradients and scratch share places when
/// they are not needed at the same time.
struct Memory {
  Buffer arena;
  dataset::BatchView batch;
  std::vector<float*> values;     ///< as numbered by Lowered
  std::vector<float*> gradients;  ///< of the values; null where no one below learns
  std::vector<Views> forward;     ///< of each operation
  std::vector<Views> backward;
  std::vector<std::vector<GradientPart>> parts;  ///< of each operation
};

Memory plan_memory(Device& device, const Lowered& lowered, const MemoryRequest& request);

}  // namespace timbre::model
