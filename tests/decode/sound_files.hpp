#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace timbre::decode {

/// A folder for the recordings of one test that disappears with it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  std::filesystem::path write(const std::string& name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

enum class Container { flac_16, flac_24, vorbis, mp3, u_law_wav };

/// Writes interleaved samples from [-1, 1) with libsndfile's encoders.
void encode(const std::filesystem::path& path, Container container,
            const std::vector<float>& samples, int channels, int rate);

/// What a failing call said; empty when it did not fail.
std::string decode_error(const std::filesystem::path& path);

}  // namespace timbre::decode
