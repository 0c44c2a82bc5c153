#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/hdf5_handle.hpp"

namespace timbre {

/// The texts of variable length in an attribute. They lie in the file's global heap, which is read
/// here and not by the library: that one crashes, or never ends, where a reference is damaged.
/// Throws Error for a reference that leads nowhere. The caller holds the library's lock.
std::vector<std::string> read_variable_texts(const Hdf5File::State& state, const std::string& item,
                                             const Hdf5Handle& attribute, std::size_t count);

}  // namespace timbre
