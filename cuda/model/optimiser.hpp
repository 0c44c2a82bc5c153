#pragma once

#include <cuda_runtime_api.h>

#include <vector>

#include "core/device.hpp"
#include "model/pass_state.hpp"
#include "model/update_groups.hpp"
#include "timbre/model/adam.hpp"
#include "timbre/model/sgd.hpp"

namespace timbre::cuda {

/// A run of neighbouring parameters that one block updates. Addresses are multiples of 16 bytes.
struct alignas(16) ParameterPiece {
  float* value = nullptr;
  const float* gradient = nullptr;
  float* first_moment = nullptr;
  float* second_moment = nullptr;
  float* gathered = nullptr;  ///< of the batches before in an update of several; null: of one
  std::uint32_t count = 0;
  std::uint32_t group = 0;  ///< whose rates it takes
};

/// The constants of an update that follows the options of its step, whose batch is all of it.
StepRates step_rates(const model::OptimiserOptions& options, std::int64_t update);

/// All parameters of a program in one launch, by Adam, AdamW or SGD, whose velocity is the first
/// moment.
class Optimiser {
 public:
  /// `gathers`: updates may be of several batches.
  Optimiser(CudaDevice& device, const std::vector<model::UpdateGroup>& groups,
            const model::OptimiserOptions& options, bool gathers = false);

  /// One update at the pass's present rates, or a part of it.
  void enqueue(const PassState* state, cudaStream_t stream) const;
  std::size_t memory_bytes() const { return pieces_.bytes() + gathered_.bytes(); }

 private:
  model::OptimiserKind kind_;
  model::AdamStep adam_;
  model::SgdStep sgd_;
  unsigned count_ = 0;
  Buffer pieces_;  // [count]
  Buffer gathered_;
};

}  // namespace timbre::cuda
