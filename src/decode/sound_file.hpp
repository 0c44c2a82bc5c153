#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "timbre/decode/decode.hpp"

namespace timbre::decode {

/// How the samples stand in a file, as far as reading them exactly depends on it.
enum class Encoding {
  pcm_16,    ///< 16-bit integers, or a code that expands to them (u-law, A-law, ADPCM)
  pcm_wide,  ///< integers of 8, 24 or 32 bits
  real,      ///< floating point, or compressed with loss
};

/// An open recording: libsndfile behind a few functions. Throws Error as decode() promises.
class SoundFile {
 public:
  explicit SoundFile(const std::filesystem::path& path);

  /// Frames as the header tells; unknown_length where it does not.
  const AudioInfo& info() const { return info_; }
  static constexpr std::int64_t unknown_length = -1;

  Encoding encoding() const { return encoding_; }

  /// Fills `items` with whole frames, channels interleaved, and tells how many frames there were;
  /// 0 at the end. Integers of every width are aligned at the top of the int.
  std::int64_t read(std::span<short> items);
  std::int64_t read(std::span<int> items);
  std::int64_t read(std::span<float> items);

 private:
  struct Close {
    void operator()(void* handle) const;
  };
  std::int64_t checked(std::int64_t frames) const;

  std::string name_;
  std::unique_ptr<void, Close> handle_;
  AudioInfo info_;
  Encoding encoding_ = Encoding::real;
};

/// Writes mono 16-bit PCM WAV and tells whether that succeeded.
[[nodiscard]] bool write_pcm_16(const std::filesystem::path& path, std::span<const short> samples,
                                int rate);

}  // namespace timbre::decode
