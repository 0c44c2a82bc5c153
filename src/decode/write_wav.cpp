#include <algorithm>
#include <cmath>
#include <system_error>

#include "decode/sound_file.hpp"
#include "timbre/core/error.hpp"
#include "timbre/decode/decode.hpp"

namespace timbre::decode {

void write_wav(const std::filesystem::path& path, const std::vector<float>& samples, int rate) {
  require(rate > 0, "a recording needs a sample rate");
  std::vector<short> items;
  items.reserve(samples.size());
  for (const float sample : samples) {
    require(std::isfinite(sample), "samples must be finite numbers");
    const float scaled = std::clamp(sample * 0x1p15f, -0x1p15f, 0x1p15f - 1.0f);
    items.push_back(static_cast<short>(std::lrint(scaled)));
  }
  // Straight to its place: waiting for the disk with each file would make a data set of many small
  // ones take seconds.
  if (write_pcm_16(path, items, rate)) return;
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  throw Error(path.string() + ": cannot write; check the folder's permissions and free space");
}

}  // namespace timbre::decode
