#include "data_uri.hpp"

#include <cstdint>

namespace timbre::report {

std::string data_uri(std::string_view media_type, std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string uri = "data:" + std::string(media_type) + ";base64,";
  uri.reserve(uri.size() + (bytes.size() + 2) / 3 * 4);
  // Three bytes are four digits; where bytes are missing at the end, '=' stands for digits.
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::string_view group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t index = 0; index < 3; ++index) {
      bits = bits << 8 | (index < group.size() ? static_cast<unsigned char>(group[index]) : 0u);
    }
    for (std::size_t digit = 0; digit < 4; ++digit) {
      uri += digit <= group.size() ? digits[bits >> (18 - 6 * digit) & 63] : '=';
    }
  }
  return uri;
}

}  // namespace timbre::report
