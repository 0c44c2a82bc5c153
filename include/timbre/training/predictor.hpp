#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "timbre/core/tensor.hpp"
#include "timbre/dataset/batch_source.hpp"
#include "timbre/model/graph.hpp"
#include "timbre/model/parameter_store.hpp"
#include "timbre/model/program.hpp"

namespace timbre::training {

/// Probabilities of a network for some examples.
struct Predictions {
  Tensor probabilities;  ///< [examples, classes]
  /// [examples, units]: what the last dense layer takes. Empty where it was not asked for, and of a
  /// network without such a layer.
  Tensor penultimate;
  double loss = 0;  ///< mean over the examples
  double accuracy = 0;
};

/// What is read of a network besides its scores.
enum class Outputs { probabilities, with_penultimate };

/// Applies a network to examples of one set: a source and an evaluating program over a store that
/// somebody else trains or loads.
class Predictor {
 public:
  Predictor(const model::Graph& graph, model::ParameterStore& store,
            std::shared_ptr<const dataset::ExampleSet> examples, int classes,
            double loss_clip = 1e-7, model::Precision precision = model::Precision::f32);

  void set_standardiser(const dataset::Standardiser& standardiser);

  /// In the order of the indices. No examples give an empty tensor and NaN for the means. Throws
  /// Interrupted on Ctrl-C.
  Predictions predict(std::span<const std::int32_t> examples,
                      Outputs outputs = Outputs::probabilities);

  /// Loss and accuracy alone, without copying probabilities to the host.
  model::PassTotals totals(std::span<const std::int32_t> examples);

 private:
  /// Runs the network over the examples; `after_step(step)` may read its outputs.
  template <typename AfterStep>
  model::PassTotals pass(std::span<const std::int32_t> examples, const AfterStep& after_step);

  int classes_;
  std::int64_t penultimate_units_;
  std::int64_t batch_;
  std::unique_ptr<dataset::BatchSource> source_;
  std::unique_ptr<model::Program> program_;
};

}  // namespace timbre::training
