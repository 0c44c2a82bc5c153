#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace timbre::decode {

/// A WAV file byte by byte, so that the decoder is not tested with its own library.
struct WavFile {
  int format = 1;  ///< 1 integers, 3 floating point, 0xFFFE extensible
  int channels = 1;
  std::uint32_t rate = 22050;  ///< Hz
  int bits = 16;
  std::string data = {};
  std::optional<std::uint32_t> declared_bytes = {};  ///< of data; what is there unless set

  std::string bytes() const;
};

/// `items` as little-endian integers of `bits` bits; 8-bit ones are stored from 0 to 255.
std::string integer_bytes(const std::vector<std::int64_t>& items, int bits);

template <typename Real>
std::string real_bytes(const std::vector<Real>& items) {
  return {reinterpret_cast<const char*>(items.data()), items.size() * sizeof(Real)};
}

}  // namespace timbre::decode
