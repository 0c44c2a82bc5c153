#pragma once

#include "core/device.hpp"
#include "features/pictures.hpp"
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

/// All tables of a recipe in device memory.
class PictureTables {
 public:
  PictureTables(Device& device, const timbre::features::SpecgramRecipe& recipe);

  /// What the recipe says of pictures, without scratch; how blocks share memory is left open.
  PictureArguments arguments() const;

 private:
  Buffer window_, factors_, cosines_, sines_, colours_;
  Buffer row_of_bin_, column_of_frame_, drawn_rows_, drawn_columns_;
  DeviceTaps down_, across_, example_rows_, example_columns_;
  PictureArguments arguments_{};
};

}  // namespace timbre::cuda::features
