#pragma once

#include <algorithm>
#include <cstdint>

namespace timbre::cuda {

/// How values [pixels, channels] are cut into blocks for sums over the pixels: threads (x, y) are
/// packs of neighbouring channels and lanes of pixels.
struct ChannelTiling {
  static constexpr std::uint32_t threads = 256;  ///< of a block, at most

  std::uint32_t width = 1;   ///< channels of a thread: 4 where their number allows it
  std::uint32_t tile = 1;    ///< threads along the channels
  std::uint32_t tiles = 1;   ///< blocks along the channels
  std::uint32_t lanes = 1;   ///< threads along the pixels, a power of two
  std::uint32_t rounds = 1;  ///< pixels of a thread
  std::uint32_t strips = 1;  ///< blocks along the pixels

  static ChannelTiling of(std::int64_t pixels, std::uint32_t channels) {
    constexpr std::uint32_t widest_tile = 64;
    constexpr std::int64_t usual_rounds = 8;
    constexpr std::int64_t most_strips = 1024;  // the last block sums so many partial results
    ChannelTiling tiling;
    tiling.width = channels % 4 == 0 ? 4 : 1;
    const std::uint32_t packs = channels / tiling.width;
    tiling.tile = std::min(packs, widest_tile);
    tiling.tiles = (packs + tiling.tile - 1) / tiling.tile;
    while (2 * tiling.lanes * tiling.tile <= threads) tiling.lanes *= 2;
    const std::int64_t groups = (pixels + tiling.lanes - 1) / tiling.lanes;
    const std::int64_t rounds = std::max(usual_rounds, (groups + most_strips - 1) / most_strips);
    tiling.rounds = static_cast<std::uint32_t>(rounds);
    tiling.strips = static_cast<std::uint32_t>((groups + rounds - 1) / rounds);
    return tiling;
  }
};

}  // namespace timbre::cuda
