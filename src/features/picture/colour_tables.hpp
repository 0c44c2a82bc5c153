#pragma once

#include <array>
#include <cstdint>

#include "timbre/features/picture/colour_map.hpp"

namespace timbre::features {

/// Red, green and blue of each colour in 9 bits each, red on top: floor(510 x) of a part x between
/// 0 and 1, from which both floor(255 x) and 255 x rounded follow.
using PackedTable = std::array<std::uint32_t, colour_count>;
const PackedTable& packed_table(ColourMap map);

}  // namespace timbre::features
