#pragma once

#include <cstdint>
#include <string>

namespace timbre::decode {

/// A PNG file put together by hand, so that every kind of it can be had and any part be wrong.
struct PngFile {
  static constexpr int grey = 0, colour = 2, palette = 3, grey_alpha = 4, colour_alpha = 6;

  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int bits = 8;  ///< of a channel, or of an index into the palette
  int type = colour;
  bool interlaced = false;
  std::string palette_bytes = {};      ///< red, green, blue of each colour
  std::string transparent_bytes = {};  ///< a tRNS chunk where there are some
  std::uint32_t gamma = 0;             ///< a gAMA chunk unless 0
  std::string rows = {};               ///< of each row a 0, for no filter, and its pixels
  std::string bytes() const;
};

/// One chunk with its length and checksum.
std::string png_chunk(const std::string& type, const std::string& data);

/// The most significant byte first.
std::string big_endian(std::uint32_t value);

}  // namespace timbre::decode
