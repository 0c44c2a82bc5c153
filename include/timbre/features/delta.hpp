#pragma once

#include "timbre/core/host_device.hpp"
#include "timbre/features/kinds.hpp"

namespace timbre::features {

/// Columns to either side of the middle one in a delta of `width` columns (odd).
TIMBRE_HOST_DEVICE constexpr int delta_reach(int width) {
  return width / 2;
}

/// A delta is the slope of the line fitted to `width` columns:
/// d[t] = sum over k = 1 ... reach of delta_weight(k) * (x[t + k] - x[t - k]).
/// The weight is k over the sum of squares of -reach ... reach; 60 for the usual 9 columns.
TIMBRE_HOST_DEVICE constexpr double delta_weight(int distance, int width) {
  const double reach = delta_reach(width);
  return distance / (reach * (reach + 1.0) * (2.0 * reach + 1.0) / 3.0);
}

/// `column` moved into first ... last.
TIMBRE_HOST_DEVICE constexpr int nearest_column(int column, int first, int last) {
  return column < first ? first : (column > last ? last : column);
}

/// The middle t of the window whose slope `column` gets. Savitzky-Golay ('interp') gives the
/// columns near the ends the slope of the first and the last whole window; the filter takes each
/// column's own window, in which columns beyond the ends repeat the end (nearest_column).
TIMBRE_HOST_DEVICE constexpr int delta_centre(DeltaKind kind, int column, int columns, int width) {
  const int reach = delta_reach(width);
  return kind == DeltaKind::savitzky_golay ? nearest_column(column, reach, columns - 1 - reach)
                                           : column;
}

}  // namespace timbre::features
