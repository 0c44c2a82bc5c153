#include "wav_bytes.hpp"

namespace timbre::decode {
namespace {

std::string number(std::uint64_t value, int bytes) {
  std::string text;
  for (int byte = 0; byte < bytes; ++byte) text += static_cast<char>(value >> (8 * byte));
  return text;
}

constexpr int extensible = 0xFFFE;

// The tail of WAVEFORMATEXTENSIBLE: its size, valid bits, speakers, and the GUID of integers.
std::string extension(int bits) {
  return number(22, 2) + number(static_cast<std::uint64_t>(bits), 2) + number(0, 4) + number(1, 2) +
         std::string("\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71", 14);
}

}  // namespace

std::string WavFile::bytes() const {
  const auto frame_bytes = static_cast<std::uint64_t>(channels * bits / 8);
  std::string fmt = number(static_cast<std::uint64_t>(format), 2) +
                    number(static_cast<std::uint64_t>(channels), 2) + number(rate, 4) +
                    number(rate * frame_bytes, 4) + number(frame_bytes, 2) +
                    number(static_cast<std::uint64_t>(bits), 2);
  if (format == extensible) fmt += extension(bits);
  const std::uint64_t length = declared_bytes.value_or(static_cast<std::uint32_t>(data.size()));
  const std::string chunks = "WAVEfmt " + number(fmt.size(), 4) + fmt + "data" + number(length, 4);
  return "RIFF" + number(chunks.size() + length, 4) + chunks + data;
}

std::string integer_bytes(const std::vector<std::int64_t>& items, int bits) {
  std::string data;
  for (const std::int64_t item : items) {
    data += number(static_cast<std::uint64_t>(bits == 8 ? item + 128 : item), bits / 8);
  }
  return data;
}

}  // namespace timbre::decode
