#pragma once

#include <cstddef>

/// Of compute capability 9.0 (CUDA C++ Programming Guide, "Technical Specifications per Compute
/// Capability").
namespace timbre::emulated::limits {

inline constexpr unsigned grid_x = 2147483647;
inline constexpr unsigned grid_yz = 65535;
inline constexpr unsigned block_z = 64;
inline constexpr std::size_t default_shared_bytes = std::size_t{48} << 10;
inline constexpr std::size_t most_shared_bytes = std::size_t{227} << 10;
inline constexpr std::size_t shared_bytes_of_processor = std::size_t{228} << 10;
inline constexpr int registers_of_processor = 65536;
inline constexpr int threads_of_processor = 2048;
inline constexpr int major = 9;
inline constexpr int minor = 0;
// Few, so that grid-stride loops go round more than once in small tests.
inline constexpr int processors = 4;

}  // namespace timbre::emulated::limits
