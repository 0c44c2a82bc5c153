#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <system_error>

#include "decode/sound_file.hpp"
#include "timbre/core/error.hpp"
#include "timbre/decode/decode.hpp"

namespace timbre::decode {
namespace {

static_assert(std::endian::native == std::endian::little, "WAV's numbers are little-endian");

std::vector<short> pcm_16(const std::vector<float>& samples) {
  std::vector<short> items;
  items.reserve(samples.size());
  for (const float sample : samples) {
    require(std::isfinite(sample), "samples must be finite numbers");
    const float scaled = std::clamp(sample * 0x1p15f, -0x1p15f, 0x1p15f - 1.0f);
    items.push_back(static_cast<short>(std::lrint(scaled)));
  }
  return items;
}

// A chunk of RIFF: its name, its size, its bytes.
std::string chunk(const char* name, std::string_view bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  std::string text = name;
  text.append(reinterpret_cast<const char*>(&size), sizeof size);
  return text.append(bytes);
}

}  // namespace

void write_wav(const std::filesystem::path& path, const std::vector<float>& samples, int rate) {
  require(rate > 0, "a recording needs a sample rate");
  // Straight to its place: waiting for the disk with each file would make a data set of many small
  // ones take seconds.
  if (write_pcm_16(path, pcm_16(samples), rate)) return;
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  throw Error(path.string() + ": cannot write; check the folder's permissions and free space");
}

std::string encode_wav(const std::vector<float>& samples, int rate) {
  require(rate > 0, "a recording needs a sample rate");
  struct Format {
    std::uint16_t kind = 1;  // integers
    std::uint16_t channels = 1;
    std::uint32_t rate;
    std::uint32_t bytes_per_second;
    std::uint16_t bytes_per_frame = sizeof(short);
    std::uint16_t bits = 16;
  };
  const auto hertz = static_cast<std::uint32_t>(rate);
  const Format format{.rate = hertz, .bytes_per_second = hertz * std::uint32_t{sizeof(short)}};
  static_assert(sizeof format == 16, "a fmt chunk has no padding");
  const std::vector<short> items = pcm_16(samples);
  const std::string_view data(reinterpret_cast<const char*>(items.data()),
                              items.size() * sizeof(short));
  const std::string_view fmt(reinterpret_cast<const char*>(&format), sizeof format);
  return chunk("RIFF", "WAVE" + chunk("fmt ", fmt) + chunk("data", data));
}

}  // namespace timbre::decode
