#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "model/pass_state.hpp"

namespace timbre::cuda {

/// Softmax over the classes and the clipped cross-entropy of model/loss.hpp, whose mean over the
/// batch is sum(weight * loss) / sum(weight), and what ends the step's part of the pass: the
/// totals, and the learning rate of the update that follows.
struct SoftmaxLoss {
  std::int64_t batch = 1;
  std::uint32_t classes = 1;
  double clip = 0.0;

  const float* logits = nullptr;         ///< [batch, classes]
  const std::int32_t* target = nullptr;  ///< [batch]
  const float* weight = nullptr;         ///< [batch]; only valid rows count
  float* probabilities = nullptr;        ///< [batch, classes]; only valid rows are written
  float* gradient = nullptr;             ///< [batch, classes], of the logits; 0 in rows past the
                                         ///< valid ones; null: not wanted
  double* row_loss = nullptr;            ///< [batch], scratch: weight * loss
  std::int32_t* row_correct = nullptr;   ///< [batch], scratch
  unsigned* arrived = nullptr;           ///< a zero
  PassState* state = nullptr;
};

/// Also moves the pass on to its next batch: nothing that follows in the step may ask for the
/// number of the batch.
void softmax_loss(const SoftmaxLoss& loss, cudaStream_t stream);

}  // namespace timbre::cuda
