#pragma once

#include <cuda_runtime_api.h>

#include <vector>

#include "core/device.hpp"
#include "model/pass_state.hpp"
#include "timbre/model/adam.hpp"
#include "timbre/model/parameter_store.hpp"

namespace timbre::cuda {

/// A run of neighbouring parameters that one block updates. Addresses are multiples of 16 bytes.
struct AdamPiece {
  float* value = nullptr;
  const float* gradient = nullptr;
  float* first_moment = nullptr;
  float* second_moment = nullptr;
  std::uint32_t count = 0;
};

/// All parameters of a program in one launch.
class Adam {
 public:
  Adam(CudaDevice& device, const std::vector<model::Parameter*>& parameters,
       const model::OptimiserOptions& options);

  /// One update at the pass's present rate.
  void enqueue(const PassState* state, cudaStream_t stream) const;
  std::size_t memory_bytes() const { return pieces_.bytes(); }

 private:
  model::AdamStep constants_;
  unsigned count_ = 0;
  Buffer pieces_;  // [count]
};

}  // namespace timbre::cuda
