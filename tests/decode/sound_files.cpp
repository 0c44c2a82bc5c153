#include "sound_files.hpp"

#include <sndfile.h>

#include <stdexcept>

#include "timbre/core/file.hpp"

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

std::filesystem::path stored(const std::filesystem::path& path, std::string_view bytes) {
  write_file(path, bytes);
  return path;
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

}  // namespace timbre::decode
