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

/// A kernel's counts as the files of bench/results have them. `least`: sectors of what it must read
/// and write, each once.
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

/// That bench/results/FILE.json has these counts of `name`.
inline void expect_recorded(const std::string& file, const std::string& name, const Json& counted) {
  const std::string path = "bench/results/" + file + ".json";
  const Json results = Json::load(TIMBRE_SOURCE_DIR "/" + path);
  const Json* const recorded = results.at("kernels").find(name);
  EXPECT_EQ(recorded ? recorded->dump() : "nothing", counted.dump())
      << path << " has other counts of " << name;
}

}  // namespace timbre::test
