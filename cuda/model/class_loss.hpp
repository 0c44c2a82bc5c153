#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "model/pass_state.hpp"
#include "timbre/model/loss.hpp"

namespace timbre::cuda {

/// The probabilities of the classes and their loss by the formulas of model/loss.hpp, whose mean
/// over the batch is sum(weight * loss) / sum(weight), and what ends the step's part of the pass:
/// the totals, and the learning rate of the update that follows.
struct ClassLoss {
  std::int64_t batch = 1;
  std::uint32_t classes = 1;
  double clip = 0.0;
  double smoothing = 0.0;
  model::LossKind kind = model::LossKind::softmax;

  const float* logits = nullptr;                ///< [batch, classes]; [batch, 1] of a binary loss
  const std::int32_t* target = nullptr;         ///< [batch]
  const std::int32_t* second_target = nullptr;  ///< [batch] of mixed examples, else null
  const float* target_share = nullptr;          ///< [batch], of the first target
  const float* weight = nullptr;                ///< [batch]; only valid rows count
  float* probabilities = nullptr;               ///< [batch, classes]; only valid rows are written
  float* gradient = nullptr;                    ///< like the logits; 0 in rows past the
                                                ///< valid ones; null: not wanted
  double* row_loss = nullptr;                   ///< [batch], scratch: weight * loss
  std::int32_t* row_correct = nullptr;          ///< [batch], scratch
  unsigned* arrived = nullptr;                  ///< a zero
  PassState* state = nullptr;

  TIMBRE_HOST_DEVICE std::uint32_t inputs() const {
    return kind == model::LossKind::binary ? 1 : classes;
  }
};

/// Also moves the pass on to its next batch: nothing that follows in the step may ask for the
/// number of the batch.
void class_loss(const ClassLoss& loss, cudaStream_t stream);

}  // namespace timbre::cuda
