#pragma once

#include <cuda_runtime_api.h>

#include <vector>

#include "core/device.hpp"
#include "model/pass_state.hpp"
#include "timbre/model/adam.hpp"
#include "timbre/model/parameter_store.hpp"
#include "timbre/model/sgd.hpp"

namespace timbre::cuda {

/// A run of neighbouring parameters that one block updates. Addresses are multiples of 16 bytes.
struct ParameterPiece {
  float* value = nullptr;
  const float* gradient = nullptr;
  float* first_moment = nullptr;
  float* second_moment = nullptr;
  std::uint32_t count = 0;
};

/// The constants of the update that follows the options, at learning rate `rate`.
StepRates step_rates(const model::OptimiserOptions& options, double rate, std::int64_t update);

/// All parameters of a program in one launch, by Adam, AdamW or SGD, whose velocity is the first
/// moment.
class Optimiser {
 public:
  Optimiser(CudaDevice& device, const std::vector<model::Parameter*>& parameters,
            const model::OptimiserOptions& options);

  /// One update at the pass's present rate.
  void enqueue(const PassState* state, cudaStream_t stream) const;
  std::size_t memory_bytes() const { return pieces_.bytes(); }

 private:
  model::OptimiserKind kind_;
  model::AdamStep adam_;
  model::SgdStep sgd_;
  unsigned count_ = 0;
  Buffer pieces_;  // [count]
};

}  // namespace timbre::cuda
