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

/// Writes float32 arrays; safe against a kill in the middle. Throws ContractError when a name
/// stands twice.
void write_safetensors(const std::filesystem::path& path, std::span<const NamedTensor> tensors);

/// How the arrays of a file are named and laid out.
enum class WeightsLayout {
  /// PyTorch's: "conv1.weight" [out, in, height, width] is "conv1/kernel" here, "fc.weight"
  /// [out, in] "fc/kernel"; bias; of batch norm weight, bias, running_mean, running_var.
  torch,
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

/// fill_weights from the file or the run that the options name, and says in the log what was taken.
void load_weights(ParameterStore& store, const WeightsOptions& options);

/// The model.h5 that a path means: the file itself, or that of a run folder's last trial.
std::filesystem::path find_saved_model(const std::filesystem::path& run_or_model);

}  // namespace timbre::model
