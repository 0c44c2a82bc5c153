#include "sound_files.hpp"

#include <sndfile.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>

#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/decode/decode.hpp"

// libsndfile 1.2.0 forgets a Vorbis decoder when an Ogg file turns out to be damaged.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:vorbis_info_init";
}

namespace timbre::decode {
namespace {

int format_of(Container container) {
  switch (container) {
    case Container::flac_16:
      return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    case Container::flac_24:
      return SF_FORMAT_FLAC | SF_FORMAT_PCM_24;
    case Container::vorbis:
      return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    case Container::mp3:
      return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
    case Container::u_law_wav:
      return SF_FORMAT_WAV | SF_FORMAT_ULAW;
  }
  throw std::invalid_argument("container");
}

}  // namespace

Folder::Folder() {
  static std::atomic<int> counter{0};
  path_ = std::filesystem::temp_directory_path() /
          ("timbre_decode_" + std::to_string(::getpid()) + "_" + std::to_string(counter++));
  std::filesystem::create_directories(path_);
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path Folder::write(const std::string& name, std::string_view content) const {
  write_file(path_ / name, content);
  return path_ / name;
}

void encode(const std::filesystem::path& path, Container container,
            const std::vector<float>& samples, int channels, int rate) {
  SF_INFO header = {};
  header.samplerate = rate;
  header.channels = channels;
  header.format = format_of(container);
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &header);
  if (file == nullptr) throw std::runtime_error(sf_strerror(nullptr));
  // As integers with the sample's bits on top: libsndfile would scale floats by 32767.
  std::vector<int> items;
  for (const float sample : samples) items.push_back(static_cast<int>(sample * 0x1p31));
  sf_write_int(file, items.data(), static_cast<sf_count_t>(items.size()));
  sf_close(file);
}

std::string decode_error(const std::filesystem::path& path) {
  try {
    decode(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace timbre::decode
