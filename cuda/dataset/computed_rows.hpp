#pragma once

#include <map>
#include <memory>

#include "dataset/resident_examples.hpp"
#include "features/feature_plan.hpp"

namespace timbre::cuda {

/// The examples of a batch, computed from resident recordings in every step. Captured work keeps
/// its memory: each size of batch has its own.
class ComputedRows {
 public:
  ComputedRows(CudaDevice& device, const dataset::ExampleSet& examples,
               std::shared_ptr<const ResidentExamples> resident);

  /// Allocates what `enqueue` needs for batches of this size.
  void make_room(std::int64_t batch);

  /// Puts the computation of the batch on the stream. What it gives has a row of values for each
  /// row of the batch.
  ResidentView enqueue(const SourceState* state, const StepFill& fill, cudaStream_t stream);

 private:
  struct Room {
    Buffer starts;
    Buffer values;
  };

  CudaDevice* device_;
  std::shared_ptr<const ResidentExamples> resident_;
  std::unique_ptr<timbre::features::FeaturePlan> plan_;
  std::map<std::int64_t, Room> rooms_;
};

}  // namespace timbre::cuda
