#pragma once

#include <cstdint>
#include <span>

#include "timbre/core/host_device.hpp"
#include "timbre/features/picture/axis_taps.hpp"
#include "timbre/features/picture/figure.hpp"

// Levels of a clip, bands by frames, over the pixels of a plot. A pixel shows the cell of
// pcolormesh with flat shading, or the mean of what it covers.
namespace timbre::features {

/// What does not change from clip to clip.
struct MeshShape {
  int hop = 0;          ///< samples from frame to frame
  int sample_rate = 0;  ///< Hz
  double left = 0.0;    ///< of the plot in the figure, pixels
  double right = 0.0;
  PixelBox box = {};   ///< the plot in whole pixels
  bool means = false;  ///< of all cells that a pixel covers
};

/// The frames that the columns of a plot show. Their edges lie whole hops apart in seconds, as
/// librosa's specshow has them.
class FrameAxis {
 public:
  TIMBRE_HOST_DEVICE FrameAxis(const MeshShape& shape, int frames)
      : shape_(shape), frames_(frames), axis_(0.0, seconds(frames), shape.left, shape.right) {}

  /// First of the neighbours that a pixel of the plot shows, how many these are, how much each of
  /// them counts, and all of them together.
  TIMBRE_HOST_DEVICE int first(int pixel) const {
    return shape_.means ? static_cast<int>(begin_of(pixel) / shape_.box.width()) : cell_at(pixel);
  }
  TIMBRE_HOST_DEVICE int count(int pixel) const {
    if (!shape_.means) return 1;
    return static_cast<int>((begin_of(pixel + 1) - 1) / shape_.box.width()) - first(pixel) + 1;
  }
  TIMBRE_HOST_DEVICE int weight(int pixel, int frame) const {
    if (!shape_.means) return 1;
    const std::int64_t width = shape_.box.width(), begin = begin_of(pixel),
                       end = begin_of(pixel + 1);
    const std::int64_t cell = frame * width, cell_end = cell + width;
    return static_cast<int>((cell_end < end ? cell_end : end) - (cell > begin ? cell : begin));
  }
  TIMBRE_HOST_DEVICE int total() const { return shape_.means ? frames_ : 1; }

 private:
  // Counted so that a frame is as many parts wide as the plot has pixels.
  TIMBRE_HOST_DEVICE std::int64_t begin_of(int pixel) const {
    return std::int64_t{1} * pixel * frames_;
  }

  TIMBRE_HOST_DEVICE double seconds(int frame) const {
    return static_cast<double>(std::int64_t{1} * frame * shape_.hop) / shape_.sample_rate;
  }
  // In the plot.
  TIMBRE_HOST_DEVICE int pixel_edge(int frame) const {
    return nearest_edge(axis_.place(seconds(frame))) - shape_.box.left;
  }
  // The frame between whose edges a pixel lies: a search from where it would be without rounding.
  TIMBRE_HOST_DEVICE int cell_at(int pixel) const {
    int frame = static_cast<int>(begin_of(pixel) / shape_.box.width());
    while (frame > 0 && pixel_edge(frame) > pixel) --frame;
    while (frame + 1 < frames_ && pixel_edge(frame + 1) <= pixel) ++frame;
    return frame;
  }

  MeshShape shape_;
  int frames_;
  MeshAxis axis_;
};

/// The bands that the rows of a plot show, from its top, and how much each of them counts. `edges`
/// are those of mesh_rows().
AxisTaps<int> row_taps(const FigureOptions& figure, std::span<const double> edges, bool means);

/// What the bands that a row of the plot shows count together.
TIMBRE_HOST_DEVICE inline int total_weight(const int* weights, int taps) {
  int total = 0;
  for (int tap = 0; tap < taps; ++tap) total += weights[tap];
  return total;
}

/// Makes the values of the plot's pixels, [height, width] from its top, of `levels` [frames,
/// rows of the grid]. `sums` is scratch, one for each row of the grid.
void show_mesh(const AxisTaps<int>& rows, const FrameAxis& columns, std::span<const float> levels,
               std::span<double> sums, std::span<float> plot);

}  // namespace timbre::features
