#pragma once

#include <cstdint>

#include "timbre/core/host_device.hpp"
#include "timbre/features/kinds.hpp"

namespace timbre::features {

/// Which level stands at (row, column) of an example: its place in the levels counted band by band,
/// frame after frame (frame * bands + band). Document 001 reads that count as if it went row by
/// row, which mixes bands and frames: band (columns r + c) mod bands of frame (columns r + c) div
/// bands.
TIMBRE_HOST_DEVICE constexpr std::int64_t level_index(Layout layout, std::int64_t row,
                                                      std::int64_t column, std::int64_t bands,
                                                      std::int64_t columns) {
  return layout == Layout::scrambled ? row * columns + column : column * bands + row;
}

}  // namespace timbre::features
