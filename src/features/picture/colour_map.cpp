#include "timbre/features/picture/colour_map.hpp"

#include <algorithm>
#include <limits>

#include "features/picture/colour_tables.hpp"

namespace timbre::features {

ColourTable colour_table(ColourMap map, ColourRounding rounding) {
  const PackedTable& packed = packed_table(map);
  const std::uint32_t half = rounding == ColourRounding::nearest ? 1 : 0;
  const auto byte = [&](std::uint32_t colour, int shift) {
    return static_cast<std::uint8_t>(((colour >> shift & 0x1FF) + half) / 2);
  };
  ColourTable table;
  for (int index = 0; index < colour_count; ++index) {
    table[index] = {byte(packed[index], 18), byte(packed[index], 9), byte(packed[index], 0)};
  }
  table[no_colour] = {255, 255, 255};
  return table;
}

ValueRange finite_range(std::span<const float> values) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  ValueRange range{infinity, -infinity};
  for (const float value : values) {
    if (!std::isfinite(value)) continue;
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  return range.low > range.high ? ValueRange{} : range;
}

}  // namespace timbre::features
