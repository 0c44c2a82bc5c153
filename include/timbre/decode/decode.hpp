#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "timbre/config/fields.hpp"

namespace timbre::decode {

/// How a file becomes samples.
struct DecodeOptions {
  /// Leaves 16 bits of each sample, as audioread's readers do before librosa sees it: integers lose
  /// the bits below the 16th, floating point and lossy formats are rounded and clipped.
  bool truncate_to_16_bit = false;

  bool operator==(const DecodeOptions&) const = default;
};
void describe(config::Fields& fields, DecodeOptions& options);

/// Mono samples at the rate of their file. Integers of b bits are divided by 2^(b-1) and so lie in
/// [-1, 1); what a file holds in floating point is not scaled and may go beyond.
struct Audio {
  std::vector<float> samples;
  int rate = 0;      ///< Hz
  int channels = 0;  ///< in the file, before they were averaged
};

/// Reads WAV (8 to 32 bit, float, extensible), FLAC, OGG or MP3 and averages the channels in
/// float32, in their order. 16 and 24-bit samples are exact. Thread-safe. Throws Error that names
/// the file, the reason and a remedy: missing, not audio, damaged, without channels, a rate outside
/// of 1 to 768 kHz, numbers that are not finite, or no sample where the header promises some. A
/// file that ends early gives what is there, with a warning where the length is known; a file
/// without samples gives an empty vector. Memory follows the samples that are read, not the header.
Audio decode(const std::filesystem::path& path, const DecodeOptions& options = {});

/// What a file's header says, without decoding its samples; a stream whose header leaves the length
/// open is decoded to count them. Throws as decode() does.
struct AudioInfo {
  std::int64_t frames = 0;
  int rate = 0;  ///< Hz
  int channels = 0;
};
AudioInfo audio_info(const std::filesystem::path& path);

/// Writes mono 16-bit PCM WAV, rounded to the nearest and clipped to [-1, 1). Throws Error when the
/// folder is missing or full, ContractError for a sample that is not finite or a rate below 1 Hz.
void write_wav(const std::filesystem::path& path, const std::vector<float>& samples, int rate);

/// The bytes of such a file, for a page that carries its sounds. Throws ContractError likewise.
std::string encode_wav(const std::vector<float>& samples, int rate);

}  // namespace timbre::decode
