#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "timbre/core/tensor.hpp"
#include "timbre/model/options.hpp"
#include "timbre/model/parameter_store.hpp"

namespace timbre::model {

/// One array of a weights file. Numbers of any kind are read as float32.
struct NamedTensor {
  std::string name;
  Tensor tensor;
};

/// The arrays of a safetensors file or of PyTorch's `.pth`, in the file's order; which of the two
/// is told from its first bytes. Nothing in the file is executed. Throws Error that names the file
/// and what is wrong with it.
std::vector<NamedTensor> read_weights(const std::filesystem::path& path);
/// The same from memory; `source` names it in messages.
std::vector<NamedTensor> read_weights(std::string_view bytes, const std::string& source);

/// Format: https://github.com/huggingface/safetensors#format. Arrays must fill the file without
/// holes and overlaps, as that page demands.
std::vector<NamedTensor> read_safetensors(std::string_view bytes, const std::string& source);

/// The zip form that torch.save has written since PyTorch 1.6: a dictionary of tensors, or a
/// dictionary that holds one as "state_dict" or "model"; what is no tensor in it is left out. The
/// pickle may name the few functions that put tensors together; any other is refused by its name.
std::vector<NamedTensor> read_pth(std::string_view bytes, const std::string& source);

/// The arrays of an HDF5 file that Keras 2 has written, or Keras 3 as its legacy form: of
/// save_weights, or of a whole saved model. Names are "conv2d/kernel": the layer's and the array's
/// own. Throws Error that names the file and what is wrong with it.
std::vector<NamedTensor> read_keras(const std::filesystem::path& path);

/// A network's parameters as Keras 2's save_weights writes them: load_weights takes them into a
/// model of the same layers in the same order. Safe against a kill in the middle.
void write_keras(const std::filesystem::path& path, const ParameterStore& store);

/// Writes float32 arrays; safe against a kill in the middle. Throws ContractError when a name
/// stands twice.
void write_safetensors(const std::filesystem::path& path, std::span<const NamedTensor> tensors);

/// How the arrays of a file are named and laid out.
enum class WeightsLayout {
  /// PyTorch's: "conv1.weight" [out, in, height, width] is "conv1/kernel" here, "fc.weight"
  /// [out, in] "fc/kernel"; bias; of batch norm weight, bias, running_mean, running_var.
  torch,
  /// Keras's, whose arrays lie as they do here; as it numbers its layers, they are matched by their
  /// order, of which that of the network's layers with parameters must be the same.
  keras,
  own,  ///< as the network's parameters
};

/// What a file and a network lack of each other.
struct WeightsReport {
  std::vector<std::string> unused;  ///< arrays of the file
  std::vector<std::string> random;  ///< parameters that keep their values, by the file's names
};

/// Puts the arrays of `source` into the network. Throws Error that lists at once every parameter
/// that is missing, which for WeightsPart::body are those outside of the last parameter group, and
/// every array of another shape; nothing is changed then. PyTorch's counts of batches are left out.
WeightsReport fill_weights(ParameterStore& store, std::span<const NamedTensor> tensors,
                           WeightsLayout layout, WeightsPart part, const std::string& source);

/// What fill_weights would do and refuse, from names and shapes alone.
WeightsReport match_weights(const Graph& graph, std::span<const NamedTensor> tensors,
                            WeightsLayout layout, WeightsPart part, const std::string& source);

/// fill_weights from the file or the run that the options name, and says in the log what was taken.
void load_weights(ParameterStore& store, const WeightsOptions& options);

/// Reads what the graph's options name, if anything, and throws RequestError for all that
/// load_weights would refuse: to be asked before work begins.
void check_weights(const Graph& graph);

/// The saved models that a path means: the file itself, or each model.h5 of a run folder's trials
/// in their order. Throws RequestError when there is none.
std::vector<std::filesystem::path> saved_models(const std::filesystem::path& run_or_model);

}  // namespace timbre::model
