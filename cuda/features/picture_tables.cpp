#include "features/picture_tables.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/upload.hpp"
#include "timbre/features/double_transform.hpp"
#include "timbre/features/picture/specgram_tables.hpp"

namespace timbre::cuda::features {
namespace {

using timbre::features::PixelSources;
using timbre::features::SpecgramRecipe;

// Where the cells of an axis that pixels show are stored, one behind the other, and which of these
// places each pixel shows.
struct ShownCells {
  std::vector<int> place_of_cell;
  std::vector<int> place_of_pixel;
  int count = 0;
};

ShownCells shown_cells(const std::vector<int>& sources, int cells) {
  ShownCells shown{std::vector<int>(cells, PixelSources::margin), {}, 0};
  for (const int cell : sources) {
    if (cell != PixelSources::margin) shown.place_of_cell[cell] = 0;
  }
  for (int& place : shown.place_of_cell) {
    if (place == 0) place = shown.count++;
  }
  for (const int cell : sources) {
    shown.place_of_pixel.push_back(cell == PixelSources::margin ? cell : shown.place_of_cell[cell]);
  }
  return shown;
}

// A smooth image sees all cells, and its pixels are sources themselves.
ShownCells all_cells(const std::vector<int>& sources, int cells) {
  ShownCells shown{std::vector<int>(cells), sources, cells};
  std::iota(shown.place_of_cell.begin(), shown.place_of_cell.end(), 0);
  return shown;
}

ShownCells cells_of(const SpecgramRecipe& recipe, const std::vector<int>& sources, int cells) {
  return recipe.smooth ? all_cells(sources, cells) : shown_cells(sources, cells);
}

}  // namespace

PictureTables::PictureTables(Device& device, const SpecgramRecipe& recipe, std::size_t most_bytes) {
  const timbre::features::SpecgramOptions& specgram = recipe.options.specgram;
  const timbre::features::SpecgramTables frame_tables(specgram);
  const timbre::features::CircleTable circle(specgram.n_fft);
  window_ = upload(device, frame_tables.window);
  factors_ = upload(device, frame_tables.factors);
  cosines_ = upload(device, circle.cosines);
  sines_ = upload(device, circle.sines);
  const ShownCells rows = cells_of(recipe, recipe.sources.rows, recipe.bins);
  const ShownCells columns = cells_of(recipe, recipe.sources.columns, recipe.frames);
  row_of_bin_ = upload(device, rows.place_of_cell);
  column_of_frame_ = upload(device, columns.place_of_cell);
  if (recipe.smooth) {
    down_ = DeviceTaps(device, recipe.smooth->row_taps());
    across_ = DeviceTaps(device, recipe.smooth->column_taps());
  }
  arguments_.shape = {
      .segment_length = recipe.segment, .n_fft = specgram.n_fft, .overlap = specgram.overlap};
  arguments_.cells.rows = rows.count;
  arguments_.cells.columns = columns.count;
  arguments_.smooth.on = recipe.smooth.has_value();
  const std::size_t transforms = arguments_.shape.transform_bytes();
  drawing_.emplace(device, recipe, rows.place_of_pixel, columns.place_of_pixel, transforms,
                   most_bytes);
  arguments_.work_bytes = std::max(transforms, drawing_->colour_bytes());
}

PictureArguments PictureTables::arguments() const {
  PictureArguments arguments = arguments_;
  arguments.circle = {cosines_.as<double>(), sines_.as<double>()};
  arguments.window = window_.as<double>();
  arguments.factors = factors_.as<double>();
  arguments.cells.row_of_bin = row_of_bin_.as<int>();
  arguments.cells.column_of_frame = column_of_frame_.as<int>();
  arguments.smooth.down = down_.tables();
  arguments.smooth.across = across_.tables();
  arguments.drawing = drawing_->tables();
  return arguments;
}

}  // namespace timbre::cuda::features
