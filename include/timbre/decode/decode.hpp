#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "timbre/config/fields.hpp"

namespace timbre::decode {

/// How a file becomes samples.
struct DecodeOptions {
  /// Drops the bits below the 16th, as audioread's readers do before librosa sees a sample.
  bool truncate_to_16_bit = false;

  bool operator==(const DecodeOptions&) const = default;
};
void describe(config::Fields& fields, DecodeOptions& options);

/// Mono samples in [-1, 1] at the rate of their file.
struct Audio {
  std::vector<float> samples;
  int rate = 0;      ///< Hz
  int channels = 0;  ///< in the file, before they were averaged
};

/// Reads WAV (8 to 32 bit, float, extensible), FLAC, OGG or MP3 and averages the channels in
/// float32. Throws Error that names the file and the reason: missing, not audio, damaged, empty of
/// channels. A file without samples gives an empty vector.
Audio decode(const std::filesystem::path& path, const DecodeOptions& options = {});

/// What a file's header says, without decoding its samples.
struct AudioInfo {
  std::int64_t frames = 0;
  int rate = 0;  ///< Hz
  int channels = 0;
};
AudioInfo audio_info(const std::filesystem::path& path);

/// Writes mono 16-bit PCM WAV; samples are clipped to [-1, 1).
void write_wav(const std::filesystem::path& path, const std::vector<float>& samples, int rate);

}  // namespace timbre::decode
