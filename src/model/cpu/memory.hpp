#pragma once

#include <vector>

#include "model/cpu/lowering.hpp"
#include "model/cpu/op.hpp"
#include "timbre/core/device.hpp"

namespace timbre::model::cpu {

/// Whose memory is planned. Operations below `lowest_trained` have no backward.
struct MemoryRequest {
  std::int64_t batch = 1;
  std::vector<Needs> needs;        ///< of each block's operation
  std::size_t lowest_trained = 0;  ///< the number of blocks when there is no backward at all
  std::vector<bool> kept;          ///< values that must outlast the step
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

}  // namespace timbre::model::cpu
