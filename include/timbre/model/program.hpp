#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/dataset/batch_source.hpp"
#include "timbre/model/graph.hpp"
#include "timbre/model/loss_average.hpp"
#include "timbre/model/options.hpp"
#include "timbre/model/parameter_store.hpp"
#include "timbre/model/precision.hpp"

namespace timbre::model {

enum class Mode {
  train,       ///< forward with dropout, backward, update
  evaluate,    ///< forward alone
  statistics,  ///< forward without dropout, in which batch norms measure the batches: over a pass
               ///< their running statistics become the batches' mean by numbers of examples
};

struct ProgramOptions {
  Mode mode = Mode::train;
  std::int64_t batch = 32;
  OptimiserOptions optimiser = {};
  /// Batches of one update, whose gradient is the mean over their examples; see accumulation.hpp.
  std::int64_t batches_of_update = 1;
  /// Probabilities are clipped to [clip, 1 - clip] in the loss, as Keras does; a clipped
  /// probability has no gradient.
  double loss_clip = 1e-7;
  /// Share of the target that is spread over all classes (Szegedy et al., 2016), as Keras does.
  double label_smoothing = 0.0;
  /// Of matrix products and convolutions; a device refuses what it does not offer.
  Precision precision = Precision::f32;
  /// Groups that are updated; empty means all. Backward stops below the lowest of them.
  std::vector<std::string> trainable = {};
  /// The share of the learning rate that each parameter of the graph is given; empty: 1 for all.
  std::vector<double> rate_shares = {};
  /// Layers whose outputs `read` gives besides "probabilities" and "penultimate". They are kept
  /// apart from fusion and from reuse of memory, so each costs both.
  std::vector<std::string> outputs = {};
};

/// What holds for one pass over the source.
struct PassSettings {
  std::uint64_t seed = 0;  ///< keys dropout masks together with epoch, example and layer
  std::uint32_t epoch = 0;
  /// Learning rate of each step of the pass; empty: the optimiser's own for all.
  std::vector<float> learning_rates = {};
  /// Momentum of SGD or beta1 of Adam at each step; empty: the optimiser's own for all.
  std::vector<float> momenta = {};
  double loss_average = 0.0;  ///< of the steps before, see next_loss_average
};

/// Sums over the valid rows of all steps since the pass began.
struct PassTotals {
  double loss = 0;           ///< sum over examples of weight * loss
  double weight = 0;         ///< sum of weights
  std::int64_t correct = 0;  ///< argmax equals the target; the lowest index wins ties
  std::int64_t examples = 0;
  double loss_average = 0.0;  ///< over the batches so far, see next_loss_average
};

/// A network compiled whole for one device, batch size and mode: layouts, fusion and one arena of
/// memory are settled, `step` allocates nothing. Several programs may share a store.
class Program {
 public:
  virtual ~Program() = default;

  /// Begins a pass over the source's present order.
  virtual void begin(const PassSettings& settings) = 0;

  /// Runs the next batch of the pass.
  virtual void step() = 0;

  /// Waits for the steps so far. Losses of single steps are never read back.
  virtual PassTotals totals() = 0;

  /// Copies an output of the last step to the host, valid rows only: "probabilities"
  /// [rows, classes], "penultimate" (the input of the last dense layer) [rows, units], or a layer
  /// of ProgramOptions::outputs [rows, its output]. Throws ContractError for other names and for a
  /// span of the wrong size.
  virtual void read(std::string_view output, std::span<float> values) = 0;

  /// Bytes of the arena and of everything else that the program holds.
  virtual std::size_t memory_bytes() const = 0;
};

/// Compiles programs on one kind of device; registered in its MakerTable.
class ProgramMaker {
 public:
  virtual ~ProgramMaker() = default;
  virtual std::unique_ptr<Program> make(const Graph& graph, ParameterStore& store,
                                        dataset::BatchSource& source,
                                        const ProgramOptions& options) = 0;
};

std::shared_ptr<ProgramMaker> cpu_programs();

/// Compiles the graph for the store's device. Graph, store and source must outlive the program.
std::unique_ptr<Program> compile(const Graph& graph, ParameterStore& store,
                                 dataset::BatchSource& source, const ProgramOptions& options);

}  // namespace timbre::model
