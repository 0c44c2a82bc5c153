#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/dataset/batch_source.hpp"
#include "timbre/model/graph.hpp"
#include "timbre/model/parameter_store.hpp"
#include "timbre/model/program.hpp"
#include "timbre/training/options.hpp"
#include "timbre/training/predictor.hpp"

namespace timbre {
class Progress;
}

namespace timbre::training {

struct EpochRecord {
  int epoch = 0;  ///< 0-based
  double train_loss = 0;
  double train_accuracy = 0;
  double validate_loss = 0;
  double validate_accuracy = 0;
  double seconds = 0;
};

struct FitResult {
  std::vector<EpochRecord> epochs;
  bool stopped_early = false;
  int best_epoch = -1;  ///< of the lowest validation loss, 0-based
};

/// Where a fit keeps its checkpoint, and under which identity.
struct CheckpointPlace {
  std::filesystem::path path;  ///< empty: none is written
  std::string identity;        ///< of the run and trial; a checkpoint of another one is refused
  bool resume = false;         ///< go on from the checkpoint when there is one
};

/// Trains and applies one network on one set of examples: a training program and a Predictor that
/// share a parameter store.
class Trainer {
 public:
  using Observer = std::function<void(const EpochRecord&)>;

  Trainer(Device& device, const model::Graph& graph,
          std::shared_ptr<const dataset::ExampleSet> examples, const TrainingOptions& options);

  model::ParameterStore& store() { return store_; }
  const dataset::Standardiser& standardiser() const { return standardiser_; }

  /// Trains from fresh parameters drawn with `seed`. Statistics for standardisation come from the
  /// training examples alone. Batches are shuffled in each epoch, the last short one is kept. The
  /// observer is called after each epoch. Resumed and unbroken fits end with the same bits.
  FitResult fit(std::span<const std::int32_t> train, std::span<const std::int32_t> validate,
                std::uint64_t seed, const CheckpointPlace& checkpoint, const Observer& observer);

  /// Applies the network in its present state.
  Predictions predict(std::span<const std::int32_t> examples);

 private:
  EpochRecord run_epoch(std::span<const std::int32_t> train, std::span<const std::int32_t> validate,
                        std::uint64_t seed, int number, Progress& progress);

  TrainingOptions options_;
  std::shared_ptr<const dataset::ExampleSet> examples_;
  model::ParameterStore store_;
  dataset::Standardiser standardiser_;
  std::unique_ptr<dataset::BatchSource> source_;
  std::unique_ptr<model::Program> program_;
  Predictor predictor_;
};

}  // namespace timbre::training
