#include "timbre/features/picture/figure.hpp"

#include <algorithm>
#include <cmath>

#include "features/picture/image_grid.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/picture/resize_taps.hpp"

namespace timbre::features {
namespace {

constexpr double longest_side = 10000.0;

// A picture that is all margin.
PixelSources blank(const FigureOptions& figure) {
  return {std::vector<int>(figure.height, PixelSources::margin),
          std::vector<int>(figure.width, PixelSources::margin)};
}

}  // namespace

void describe(config::Fields& fields, FigureOptions& options) {
  fields.integer("width", options.width, {1, longest_side}, "pixels", "of the whole picture");
  fields.integer("height", options.height, {1, longest_side}, "pixels", "of the whole picture");
  fields.number("left", options.left, {0.0, 1.0}, "", "where the plot begins, part of the width");
  fields.number("right", options.right, {0.0, 1.0}, "", "where the plot ends, part of the width");
  fields.number("bottom", options.bottom, {0.0, 1.0}, "",
                "where the plot begins, part of the height from below");
  fields.number("top", options.top, {0.0, 1.0}, "",
                "where the plot ends, part of the height from below");
  const PixelBox box = mesh_box(options);
  if (box.width() < 1) fields.problem("right", "leaves no pixel to the plot; raise it or width");
  if (box.height() < 1) fields.problem("top", "leaves no pixel to the plot; raise it or height");
}

PixelBox image_box(const FigureOptions& figure) {
  return ImageGrid(figure).box;
}

PixelBox mesh_box(const FigureOptions& figure) {
  return {.left = nearest_edge(figure.left * figure.width),
          .top = nearest_edge(figure.height - figure.top * figure.height),
          .right = nearest_edge(figure.right * figure.width),
          .bottom = nearest_edge(figure.height - figure.bottom * figure.height)};
}

PixelSources image_sources(const FigureOptions& figure, int rows, int columns) {
  require(rows >= 1 && columns >= 1, "an image needs a value");
  const ImageGrid image(figure);
  PixelSources sources = blank(figure);
  const std::vector<int> down = row_places(image, rows), across = column_places(image, columns);
  for (int row = 0; row < image.box.height(); ++row) {
    sources.rows[image.box.top + row] = rows - 1 - std::min(down[row] / cell_parts, rows - 1);
  }
  for (int column = 0; column < image.box.width(); ++column) {
    sources.columns[image.box.left + column] = std::min(across[column] / cell_parts, columns - 1);
  }
  return sources;
}

std::vector<int> mesh_rows(const FigureOptions& figure, std::span<const double> edges) {
  require(edges.size() >= 2, "a mesh needs a cell");
  const MeshAxis axis(edges.front(), edges.back(), figure.height - figure.bottom * figure.height,
                      figure.height - figure.top * figure.height);
  const auto pixel_edge = [&](double edge) {
    return std::clamp(nearest_edge(axis.place(edge)), 0, figure.height);
  };
  std::vector<int> rows(figure.height, PixelSources::margin);
  for (std::size_t cell = 0; cell + 1 < edges.size(); ++cell) {
    require(edges[cell] < edges[cell + 1], "the edges of a mesh ascend");
    std::fill(rows.begin() + pixel_edge(edges[cell + 1]), rows.begin() + pixel_edge(edges[cell]),
              static_cast<int>(cell));
  }
  return rows;
}

PixelSources box_sources(const FigureOptions& figure, const PixelBox& box) {
  PixelSources sources = blank(figure);
  for (int row = box.top; row < box.bottom; ++row) sources.rows[row] = row - box.top;
  for (int column = box.left; column < box.right; ++column) {
    sources.columns[column] = column - box.left;
  }
  return sources;
}

PixelSources resized(const PixelSources& sources, const ResizeOptions& options) {
  require(options.filter == PictureFilter::nearest, "other filters mix pixels");
  const ResizeTaps taps(static_cast<int>(sources.rows.size()),
                        static_cast<int>(sources.columns.size()), options);
  PixelSources smaller;
  for (const int row : taps.rows.first) smaller.rows.push_back(sources.rows[row]);
  for (const int column : taps.columns.first) smaller.columns.push_back(sources.columns[column]);
  return smaller;
}

}  // namespace timbre::features
