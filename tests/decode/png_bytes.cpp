#include "png_bytes.hpp"

#include <algorithm>

namespace timbre::decode {
namespace {

std::uint32_t checksum(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc % 2 == 1 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

std::uint32_t adler_32(const std::string& bytes) {
  std::uint32_t low = 1, high = 0;
  for (const char byte : bytes) {
    low = (low + static_cast<unsigned char>(byte)) % 65521;
    high = (high + low) % 65521;
  }
  return high << 16 | low;
}

// A zlib stream whose blocks are not compressed.
std::string stored(const std::string& bytes) {
  constexpr std::size_t longest = 65535;
  std::string stream = "\x78\x01";
  std::size_t place = 0;
  do {
    const std::string block = bytes.substr(place, longest);
    place += block.size();
    const auto size = static_cast<std::uint32_t>(block.size());
    stream += static_cast<char>(place == bytes.size());
    for (const std::uint32_t field : {size, ~size}) {
      stream += static_cast<char>(field), stream += static_cast<char>(field >> 8);
    }
    stream += block;
  } while (place < bytes.size());
  return stream + big_endian(adler_32(bytes));
}

}  // namespace

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift);
  return bytes;
}

std::string png_chunk(const std::string& type, const std::string& data) {
  return big_endian(static_cast<std::uint32_t>(data.size())) + type + data +
         big_endian(checksum(type + data));
}

std::string PngFile::bytes() const {
  std::string header = big_endian(width) + big_endian(height);
  for (const int field : {bits, type, 0, 0, int{interlaced}}) header += static_cast<char>(field);
  std::string file = "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", header);
  if (gamma != 0) file += png_chunk("gAMA", big_endian(gamma));
  if (!palette_bytes.empty()) file += png_chunk("PLTE", palette_bytes);
  if (!transparent_bytes.empty()) file += png_chunk("tRNS", transparent_bytes);
  return file + png_chunk("IDAT", stored(rows)) + png_chunk("IEND", "");
}

}  // namespace timbre::decode
