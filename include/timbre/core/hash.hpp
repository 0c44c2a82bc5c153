#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace timbre {

/// SHA-256 (FIPS 180-4) of the bytes, as 64 hexadecimal digits: names content in cache keys.
std::string sha256(std::string_view bytes);

/// A fast 64-bit checksum that finds damaged data, not forged data: FNV-1a over 8-byte words, the
/// high half folded into the low one after each.
std::uint64_t checksum(std::span<const std::byte> bytes);

}  // namespace timbre
