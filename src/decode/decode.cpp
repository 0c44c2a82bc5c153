#include "timbre/decode/decode.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>

#include "decode/sound_file.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/log.hpp"

namespace timbre::decode {
namespace {

// Items that are read at a time: small enough to stay in the first two levels of cache.
constexpr std::int64_t items_per_read = 16384;

// Samples that a header is trusted with before they are read: 95 s at 44.1 kHz.
constexpr std::int64_t most_reserved = 1 << 22;

constexpr auto from_16_bits = [](short item) { return static_cast<float>(item) * 0x1p-15f; };
constexpr auto from_32_bits = [](int item) { return static_cast<float>(item) * 0x1p-31f; };
constexpr auto unchanged = [](float sample) { return sample; };

// audioread's readers: the rawread one cuts integers, FFmpeg rounds and clips all else.
constexpr auto cut_to_16_bits = [](int item) {
  return from_16_bits(static_cast<short>(item >> 16));
};
constexpr auto rounded_to_16_bits = [](float sample) {
  return std::nearbyint(std::clamp(sample * 0x1p15f, -0x1p15f, 0x1p15f - 1.0f)) * 0x1p-15f;
};

// One sample from each frame: the sum of the channels in float, in their order, over their number.
// `channels` is a constant for the usual numbers, for which the loops then use SIMD.
template <typename Item, typename Channels, typename ToFloat>
void average(std::span<const Item> items, Channels channels, float* output, ToFloat to_float) {
  const std::size_t count = static_cast<std::size_t>(channels);
  for (std::size_t frame = 0; frame < items.size() / count; ++frame) {
    float sum = to_float(items[frame * count]);
    for (std::size_t channel = 1; channel < count; ++channel) {
      sum += to_float(items[frame * count + channel]);
    }
    output[frame] = sum / static_cast<float>(count);
  }
}

template <typename Item, typename ToFloat>
void mix(std::span<const Item> items, int channels, float* output, ToFloat to_float) {
  if (channels == 1) return average(items, std::integral_constant<int, 1>(), output, to_float);
  if (channels == 2) return average(items, std::integral_constant<int, 2>(), output, to_float);
  average(items, channels, output, to_float);
}

template <typename Item, typename ToFloat>
void read_all(SoundFile& file, std::vector<float>& samples, ToFloat to_float) {
  const int channels = file.info().channels;
  std::vector<Item> items(static_cast<std::size_t>(items_per_read));
  while (const auto frames = static_cast<std::size_t>(file.read(std::span(items)))) {
    const std::size_t start = samples.size();
    samples.resize(start + frames);
    mix<Item>(std::span(items).first(frames * static_cast<std::size_t>(channels)), channels,
              samples.data() + start, to_float);
  }
}

void read_samples(SoundFile& file, std::vector<float>& samples, const DecodeOptions& options) {
  const bool truncate = options.truncate_to_16_bit;
  switch (file.encoding()) {
    case Encoding::pcm_16:
      return read_all<short>(file, samples, from_16_bits);
    case Encoding::pcm_wide:
      return truncate ? read_all<int>(file, samples, cut_to_16_bits)
                      : read_all<int>(file, samples, from_32_bits);
    case Encoding::real:
      return truncate ? read_all<float>(file, samples, rounded_to_16_bits)
                      : read_all<float>(file, samples, unchanged);
  }
}

void check_finite(const std::vector<float>& samples, const std::filesystem::path& path) {
  const auto bad =
      std::ranges::find_if_not(samples, [](float value) { return std::isfinite(value); });
  if (bad == samples.end()) return;
  throw Error(path.string() + ": sample " + std::to_string(bad - samples.begin()) +
              " is not a finite number; mend the file or leave it out");
}

void check_length(const SoundFile& file, std::int64_t read, const std::filesystem::path& path) {
  const std::int64_t promised = file.info().frames;
  if (promised == SoundFile::unknown_length || read >= promised) return;
  const std::string lengths = ": " + std::to_string(read) + " of " + std::to_string(promised) +
                              " samples that its header promises can be read";
  if (read == 0) {
    throw Error(path.string() + lengths + "; fetch it again or leave it out");
  }
  log_warning(path.string() + lengths + "; going on with these");
}

}  // namespace

void describe(config::Fields& fields, DecodeOptions& options) {
  fields.boolean("truncate_to_16_bit", options.truncate_to_16_bit,
                 "drop the bits below the 16th, as audioread does for librosa before 0.7");
}

Audio decode(const std::filesystem::path& path, const DecodeOptions& options) {
  SoundFile file(path);
  Audio audio{.samples = {}, .rate = file.info().rate, .channels = file.info().channels};
  audio.samples.reserve(
      static_cast<std::size_t>(std::clamp<std::int64_t>(file.info().frames, 0, most_reserved)));
  read_samples(file, audio.samples, options);
  check_length(file, static_cast<std::int64_t>(audio.samples.size()), path);
  if (file.encoding() == Encoding::real) check_finite(audio.samples, path);
  return audio;
}

AudioInfo audio_info(const std::filesystem::path& path) {
  AudioInfo info = SoundFile(path).info();
  if (info.frames == SoundFile::unknown_length) {
    info.frames = static_cast<std::int64_t>(decode(path).samples.size());
  }
  return info;
}

}  // namespace timbre::decode
