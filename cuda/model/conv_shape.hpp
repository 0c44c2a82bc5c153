#pragma once

#include <compare>
#include <cstdint>

#include "timbre/model/options.hpp"
#include "timbre/model/precision.hpp"

namespace timbre::cuda {

/// A convolution of pictures [batch, rows, columns, in] with a kernel [height, width, in, out].
struct Conv2dShape {
  std::int64_t batch = 1;
  std::int64_t rows = 1;
  std::int64_t columns = 1;
  std::int64_t in = 1;
  std::int64_t kernel_rows = 1;
  std::int64_t kernel_columns = 1;
  std::int64_t out = 1;
  std::int64_t stride = 1;
  model::Padding padding = model::Padding::valid;
  std::int64_t pad = 0;  ///< with padding valid: zeros on each side

  auto operator<=>(const Conv2dShape&) const = default;
};

struct Conv2dOptions {
  model::Precision precision = model::Precision::f32;
  /// Only algorithms that give the same bits in every run.
  bool deterministic = false;
  /// Bytes of workspace that an algorithm may take.
  std::uint64_t workspace_limit = std::uint64_t{256} << 20;

  auto operator<=>(const Conv2dOptions&) const = default;
};

/// Rows and columns of zeros around the pictures; see model::convolved_side.
struct Conv2dPadding {
  std::int64_t top = 0, bottom = 0, left = 0, right = 0;
};

/// Sizes that follow from a shape.
struct Conv2dSizes {
  std::int64_t output_rows = 0;
  std::int64_t output_columns = 0;
  Conv2dPadding padding;

  /// Throws ContractError when a size is not positive or the kernel does not fit the picture.
  explicit Conv2dSizes(const Conv2dShape& shape);
};

}  // namespace timbre::cuda
