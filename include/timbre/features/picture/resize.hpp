#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "timbre/config/fields.hpp"
#include "timbre/features/picture/axis_taps.hpp"

namespace timbre::features {

/// Pillow's filters, of which box and bilinear widen with the step when a picture shrinks, so that
/// every pixel of it counts; and PyTorch's.
enum class PictureFilter {
  nearest,
  box,
  bilinear,
  aligned,  ///< grid_sample's bilinear: corners meet corners, and no pixel counts beyond its next
};

struct ResizeOptions {
  int width = 64;   ///< pixels
  int height = 64;  ///< pixels
  PictureFilter filter = PictureFilter::nearest;
  bool crop = false;  ///< cut the middle out, as fastai 1.0.19 does; else the picture is stretched
  bool operator==(const ResizeOptions&) const = default;
};
void describe(config::Fields& fields, ResizeOptions& options);

/// The pixel that each of `target` pixels takes of `size`: floor((i + 0.5) size / target), summed
/// up step by step in double as Pillow does.
std::vector<int> nearest_pixels(int size, int target);

struct ResizeTaps;

/// Resizes pictures of one size to the bit as Pillow does: first along the rows, then along the
/// columns, rounded to 8 bits after each. With filter `aligned` that is within 1 of PyTorch.
class PictureResize {
 public:
  PictureResize(int height, int width, const ResizeOptions& options);

  /// Bytes of scratch that run() needs.
  std::size_t scratch_size() const;

  /// `pixels` [height, width, 3] to `resized` [options.height, options.width, 3]. Throws
  /// ContractError when a span is too short.
  void run(std::span<const std::uint8_t> pixels, std::span<std::uint8_t> scratch,
           std::span<std::uint8_t> resized) const;

 private:
  PictureResize(int height, int width, ResizeTaps&& taps);

  int height_;
  int width_;
  AxisTaps<std::int32_t> row_taps_;
  AxisTaps<std::int32_t> column_taps_;
};

}  // namespace timbre::features
