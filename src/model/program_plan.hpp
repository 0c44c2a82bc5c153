#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/lowering.hpp"
#include "model/op_memory.hpp"
#include "model/update_groups.hpp"
#include "timbre/model/parameter_store.hpp"
#include "timbre/model/program.hpp"

namespace timbre::model {

/// Kernel and bias of a layer, gamma and beta of a batch norm; the gradients are null when the
/// layer is frozen.
struct LayerParameters {
  const float* kernel = nullptr;
  const float* bias = nullptr;  ///< null: none
  float* kernel_gradient = nullptr;
  float* bias_gradient = nullptr;
  float* moving_mean = nullptr;  ///< of batch norm
  float* moving_variance = nullptr;

  bool trainable() const { return kernel_gradient != nullptr; }
};

/// A value that can be read from a program.
struct Output {
  std::string name;
  std::size_t value = 0;  ///< as numbered by Lowered
  std::int64_t row_size = 0;
};

/// What a program is made of, whatever its device: the blocks of the graph and their parameters,
/// which of them learn, and which values are read.
class ProgramPlan {
 public:
  /// The graph and the store must outlive the plan.
  ProgramPlan(const Graph& graph, ParameterStore& store, const ProgramOptions& options,
              const LoweringRules& rules = {});

  const std::vector<Block>& blocks() const { return lowered_.blocks; }
  /// Whether the block itself learns, or one before it whose output reaches it.
  bool has_backward(std::size_t block) const { return backward_[block]; }
  /// Whether backward of the block is to give the gradient of one of its inputs.
  bool has_input_gradient(const Block& block) const;
  /// Of the block's convolutions, its dense layer or its batch norm, in order.
  std::vector<LayerParameters> parameters(const Block& block) const;
  const std::vector<UpdateGroup>& update_groups() const { return update_groups_; }
  /// Floats of value `value` in one example.
  std::int64_t row_size(std::size_t value) const;

  /// Places everything in one arena. `needs` are those of the blocks' operations.
  Memory place(const std::vector<Needs>& needs, const dataset::BatchSource& source) const;

  /// The output of that name, of which `rows` rows are to be read into `values` floats. Throws
  /// ContractError for an unknown name and for a wrong number.
  const Output& output(std::string_view name, std::int64_t rows, std::size_t values) const;

 private:
  void find_backward();
  void find_outputs();

  const Graph* graph_;
  ParameterStore* store_;
  ProgramOptions options_;
  Lowered lowered_;
  std::vector<bool> backward_;
  std::vector<UpdateGroup> update_groups_;
  std::vector<Output> outputs_;
};

}  // namespace timbre::model
