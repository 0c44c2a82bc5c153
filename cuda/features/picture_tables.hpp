#pragma once

#include <optional>

#include "core/device.hpp"
#include "features/drawing.hpp"
#include "features/pictures.hpp"
#include "timbre/features/picture/recipe.hpp"

namespace timbre::cuda::features {

/// All tables of a recipe in device memory.
class PictureTables {
 public:
  /// Throws RequestError when a row of the example needs more of the figure than `most_bytes` of a
  /// block's shared memory hold.
  PictureTables(Device& device, const timbre::features::SpecgramRecipe& recipe,
                std::size_t most_bytes);

  /// What the recipe says of pictures, without scratch.
  PictureArguments arguments() const;

 private:
  Buffer window_, factors_, cosines_, sines_;
  Buffer row_of_bin_, column_of_frame_;
  DeviceTaps down_, across_;
  std::optional<Drawing> drawing_;
  PictureArguments arguments_{};
};

}  // namespace timbre::cuda::features
