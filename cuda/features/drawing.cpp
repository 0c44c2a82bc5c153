#include "features/drawing.hpp"

#include <algorithm>
#include <string>

#include "core/upload.hpp"
#include "timbre/core/error.hpp"
#include "timbre/features/picture/resize_taps.hpp"

namespace timbre::cuda::features {
namespace {

using timbre::features::PictureRecipe;

timbre::features::ResizeTaps taps_of(const PictureRecipe& recipe) {
  const timbre::features::FigureOptions& figure = recipe.options.figure;
  return {figure.height, figure.width, recipe.options.resize};
}

// Rows of the drawn picture that `rows` neighbouring rows of the example need at most.
int drawn_rows(const PictureRecipe& recipe, int rows) {
  if (!recipe.resize) return rows;
  const auto taps = taps_of(recipe).rows;
  int most = 0;
  for (int first = 0; first < taps.count(); first += rows) {
    const int last = std::min(first + rows, taps.count()) - 1;
    most = std::max(most, taps.first[last] + taps.taps(last) - taps.first[first]);
  }
  return most;
}

// A multiple of 16, the alignment of what follows in shared memory.
std::size_t bytes_of_colours(const PictureRecipe& recipe, int rows) {
  const std::size_t bytes =
      sizeof(std::uint16_t) * drawn_rows(recipe, rows) * recipe.sources.columns.size();
  return (bytes + 15) / 16 * 16;
}

[[noreturn]] void refuse(const PictureRecipe& recipe, std::size_t needed, std::size_t most) {
  throw RequestError("features: a row of a picture of " +
                     std::to_string(recipe.options.resize.height) + " rows takes " +
                     std::to_string(drawn_rows(recipe, 1)) + " rows of " +
                     std::to_string(recipe.sources.columns.size()) + " pixels of its figure, " +
                     std::to_string(needed) + " bytes of the device's shared memory, which has " +
                     std::to_string(most) +
                     " for a block; lower figure.width or figure.height, set resize.filter to "
                     "nearest, or use --device cpu");
}

}  // namespace

DeviceTaps::DeviceTaps(Device& device, const timbre::features::AxisTaps<std::int32_t>& taps)
    : first_(upload(device, taps.first)),
      offset_(upload(device, taps.offset)),
      weights_(upload(device, taps.weights)) {}

Drawing::Drawing(Device& device, const PictureRecipe& recipe, const std::vector<int>& rows,
                 const std::vector<int>& columns, std::size_t work_bytes, std::size_t most_bytes)
    : rows_(upload(device, rows)),
      columns_(upload(device, columns)),
      colours_(upload(device, std::vector(recipe.colours.begin(), recipe.colours.end()))) {
  if (recipe.resize) {
    const timbre::features::ResizeTaps taps = taps_of(recipe);
    example_rows_ = DeviceTaps(device, taps.rows);
    example_columns_ = DeviceTaps(device, taps.columns);
  }
  sizes_.drawn.height = static_cast<int>(rows.size());
  sizes_.drawn.width = static_cast<int>(columns.size());
  sizes_.example.height = recipe.options.resize.height;
  sizes_.example.width = recipe.options.resize.width;
  sizes_.example.resized = recipe.resize.has_value();
  int at_once = sizes_.example.height;
  while (at_once > 1 && bytes_of_colours(recipe, at_once) > work_bytes) at_once = (at_once + 1) / 2;
  sizes_.example.rows_at_once = at_once;
  colour_bytes_ = bytes_of_colours(recipe, at_once);
  if (colour_bytes_ > most_bytes) refuse(recipe, colour_bytes_, most_bytes);
}

DrawingTables Drawing::tables() const {
  DrawingTables tables = sizes_;
  tables.drawn.rows = rows_.as<int>();
  tables.drawn.columns = columns_.as<int>();
  tables.drawn.colours = colours_.as<timbre::features::Colour>();
  tables.example.rows = example_rows_.tables();
  tables.example.columns = example_columns_.tables();
  return tables;
}

}  // namespace timbre::cuda::features
