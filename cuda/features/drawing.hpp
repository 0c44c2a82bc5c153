#pragma once

#include <cstddef>
#include <vector>

#include "core/device.hpp"
#include "features/drawing_tables.hpp"
#include "timbre/features/picture/recipe.hpp"

namespace timbre::cuda::features {

/// Taps of one axis in device memory.
class DeviceTaps {
 public:
  DeviceTaps() = default;
  DeviceTaps(Device& device, const timbre::features::AxisTaps<std::int32_t>& taps);

  TapTables tables() const {
    return {first_.as<int>(), offset_.as<int>(), weights_.as<std::int32_t>()};
  }

 private:
  Buffer first_, offset_, weights_;
};

/// How colours become an example, in device memory.
class Drawing {
 public:
  /// `rows` and `columns`: what each row and column of the drawn picture shows, or
  /// PixelSources::margin. A block keeps the colours of as many rows of the example as fit
  /// `work_bytes` of its shared memory, at least of one. Throws RequestError when those need more
  /// than `most_bytes`.
  Drawing(Device& device, const timbre::features::PictureRecipe& recipe,
          const std::vector<int>& rows, const std::vector<int>& columns, std::size_t work_bytes,
          std::size_t most_bytes);

  DrawingTables tables() const;
  /// Of shared memory, for a block's colours.
  std::size_t colour_bytes() const { return colour_bytes_; }

 private:
  Buffer rows_, columns_, colours_;
  DeviceTaps example_rows_, example_columns_;
  DrawingTables sizes_{};
  std::size_t colour_bytes_ = 0;
};

}  // namespace timbre::cuda::features
