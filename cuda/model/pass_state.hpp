#pragma once

#include <cstdint>

#include "timbre/model/accumulation.hpp"
#include "timbre/model/dropout.hpp"

namespace timbre::cuda {

/// What an update takes from its number, its group of parameters and its batch: see
/// model::AdamStep, whose beta1 is the momentum here. SGD has a rate and a momentum alone.
struct alignas(16) StepRates {
  float rate = 0.0f;
  float epsilon = 0.0f;
  float keep = 1.0f;
  float momentum = 0.0f;
  float one_minus_momentum = 1.0f;
  model::BatchPart part = {};
};

/// What the kernels of a step know of the running pass. It stands on the device, where a captured
/// step reads and advances it; the host writes it when a pass begins and reads it for totals.
struct PassState {
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::int64_t step = 0;             ///< the batch that is running, from 0
  std::int64_t rows = 0;             ///< valid rows of it
  const StepRates* rates = nullptr;  ///< [steps, update_groups]; null in evaluation
  std::int64_t update_groups = 0;
  const StepRates* step_rates = nullptr;  ///< [update_groups], once the step's loss is known

  /// Sums over the pass, as in model::PassTotals.
  double loss = 0.0;
  double weight = 0.0;
  std::int64_t correct = 0;
  std::int64_t examples = 0;
  double loss_average = 0.0;

  TIMBRE_HOST_DEVICE model::DropoutKey dropout_key(std::uint32_t layer) const {
    return {seed, epoch, layer};
  }
};

}  // namespace timbre::cuda
