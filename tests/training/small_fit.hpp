#pragma once

#include <memory>
#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/dataset/examples.hpp"
#include "timbre/model/graph.hpp"
#include "timbre/training/trainer.hpp"

namespace timbre::test {

/// A network with dropout that learns three classes of pictures in some milliseconds.
struct SmallFit {
  SmallFit();

  static constexpr int classes = 3;
  std::unique_ptr<Device> device;
  model::ModelOptions model;
  model::Graph graph;
  /// 4x5x2 noise around the pattern of the class; example i has the class i mod 3.
  std::shared_ptr<dataset::ExampleSet> examples;
  std::vector<std::int32_t> train;     ///< 37: batches of 8 leave a short one
  std::vector<std::int32_t> validate;  ///< 15
  training::TrainingOptions options;   ///< 6 epochs, batches of 8, no early stopping

  training::FitResult fit(training::Trainer& trainer,
                          const training::CheckpointPlace& checkpoint = {},
                          const training::Trainer::Observer& observer = {}) const;
  /// Makes the validation labels wrong, so that the validation loss rises while training learns.
  void spoil_validation();
};

/// Each parameter and both its moments, one after another.
std::vector<float> everything_in(const model::ParameterStore& store);

/// Equal to the bit but for the seconds.
void expect_same_records(const std::vector<training::EpochRecord>& left,
                         const std::vector<training::EpochRecord>& right);

}  // namespace timbre::test
