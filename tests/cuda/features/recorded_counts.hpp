#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "emulator/counting/counts.hpp"
#include "timbre/core/json.hpp"

namespace timbre::test {

inline constexpr std::int64_t sector_bytes = 32;

inline std::int64_t sectors_of(std::int64_t bytes) {
  return (bytes + sector_bytes - 1) / sector_bytes;
}

/// A kernel's counts as bench/results/feature_counts.json has them. `least` is what its samples and
/// output take, each once.
inline Json in_json(const emulated::KernelCounts& counts, std::int64_t least) {
  const std::uint64_t moved = counts.block_load_sectors + counts.block_store_sectors;
  const double ratio = static_cast<double>(moved) / static_cast<double>(least);
  return Json::object({{"blocks", counts.blocks},
                       {"barriers", counts.barriers},
                       {"sectors_read", counts.block_load_sectors},
                       {"sectors_written", counts.block_store_sectors},
                       {"least_sectors", least},
                       {"ratio", std::round(1000.0 * ratio) / 1000.0},
                       {"shared_load_ways", std::uint64_t{counts.shared_loads.worst_ways}},
                       {"shared_store_ways", std::uint64_t{counts.shared_stores.worst_ways}}});
}

inline void expect_recorded(const std::string& name, const Json& counted) {
  const Json recorded = Json::load(TIMBRE_SOURCE_DIR "/bench/results/feature_counts.json");
  EXPECT_EQ(recorded.at("kernels").at(name).dump(), counted.dump())
      << "bench/results/feature_counts.json has other counts of " << name;
}

}  // namespace timbre::test
