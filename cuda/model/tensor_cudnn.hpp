#pragma once

#include <cstdint>

#include "model/library_handle.hpp"

namespace timbre::cuda {

/// cuDNN's factors of a new result and of what stood in its place.
inline constexpr float one = 1.0f;
inline constexpr float zero = 0.0f;

/// Sizes of pictures [batch, rows, columns, channels] in the order of cuDNN's calls. Throws
/// ContractError where one does not fit an int.
TensorDescriptor make_tensor(cudnnDataType_t type, std::int64_t batch, std::int64_t channels,
                             std::int64_t rows, std::int64_t columns);

/// For cuDNN, whose sizes are int. Throws ContractError when the size does not fit.
int as_int(std::int64_t size);

}  // namespace timbre::cuda
