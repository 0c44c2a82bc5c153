#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "timbre/core/tensor.hpp"

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

}  // namespace timbre::model
