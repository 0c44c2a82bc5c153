#include "decode/sound_file.hpp"

#include <sndfile.h>

#include <cerrno>
#include <fstream>
#include <mutex>
#include <system_error>

#include "decode/input_file.hpp"

namespace timbre::decode {
namespace {

namespace fs = std::filesystem;

constexpr int lowest_rate = 1000;     // Hz
constexpr int highest_rate = 768000;  // Hz

// Where threads need not wait for each other: says why a file cannot be opened, and brings its
// header into memory.
void read_ahead(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    fail(path.string(), "cannot be opened: " + std::generic_category().message(errno),
         "check its permissions");
  }
  file.peek();
}

// libsndfile writes what it finds in a header, and why it fails, to variables of the whole process:
// only one file is opened at a time.
SNDFILE* open_for_reading(const fs::path& path, SF_INFO& header) {
  static std::mutex opening;
  const std::lock_guard lock(opening);
  SNDFILE* handle = sf_open(path.c_str(), SFM_READ, &header);
  if (handle == nullptr) {
    fail(path.string(),
         std::string("is no audio that libsndfile reads (") + sf_strerror(nullptr) + ")",
         "convert it to WAV, FLAC, OGG or MP3, or leave it out");
  }
  return handle;
}

Encoding encoding_of(const SF_INFO& header) {
  switch (header.format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_ULAW:
    case SF_FORMAT_ALAW:
    case SF_FORMAT_IMA_ADPCM:
    case SF_FORMAT_MS_ADPCM:
      return Encoding::pcm_16;
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_PCM_32:
      return Encoding::pcm_wide;
    default:
      return Encoding::real;
  }
}

// libsndfile lowers the length of a WAV file to what is there, and tells so only in its log.
bool lost_all_samples(SNDFILE* file) {
  char log[4096] = {};
  sf_command(file, SFC_GET_LOG_INFO, log, sizeof log);
  return std::string(log).find("(should be 0)") != std::string::npos;
}

SNDFILE* sndfile(void* handle) {
  return static_cast<SNDFILE*>(handle);
}

}  // namespace

void SoundFile::Close::operator()(void* handle) const {
  sf_close(sndfile(handle));
}

SoundFile::SoundFile(const fs::path& path) : name_(path.string()) {
  check_is_file(path, "recording");
  read_ahead(path);
  SF_INFO header = {};
  handle_.reset(open_for_reading(path, header));
  if (header.samplerate < lowest_rate || header.samplerate > highest_rate) {
    fail(name_,
         "has a sample rate of " + std::to_string(header.samplerate) + " Hz, allowed are " +
             std::to_string(lowest_rate) + " to " + std::to_string(highest_rate),
         "mend its header or leave it out");
  }
  if (header.frames == 0 && lost_all_samples(sndfile(handle_.get()))) {
    fail(name_, "ends before its first sample", "fetch it again or leave it out");
  }
  info_ = {header.frames == SF_COUNT_MAX ? unknown_length : header.frames, header.samplerate,
           header.channels};
  encoding_ = encoding_of(header);
}

std::int64_t SoundFile::checked(std::int64_t frames) const {
  SNDFILE* file = sndfile(handle_.get());
  if (sf_error(file) != SF_ERR_NO_ERROR) {
    fail(name_, std::string("is damaged (") + sf_strerror(file) + ")",
         "fetch it again or leave it out");
  }
  return frames;
}

std::int64_t SoundFile::read(std::span<short> items) {
  const auto frames = static_cast<sf_count_t>(items.size()) / info_.channels;
  return checked(sf_readf_short(sndfile(handle_.get()), items.data(), frames));
}

std::int64_t SoundFile::read(std::span<int> items) {
  const auto frames = static_cast<sf_count_t>(items.size()) / info_.channels;
  return checked(sf_readf_int(sndfile(handle_.get()), items.data(), frames));
}

std::int64_t SoundFile::read(std::span<float> items) {
  const auto frames = static_cast<sf_count_t>(items.size()) / info_.channels;
  return checked(sf_readf_float(sndfile(handle_.get()), items.data(), frames));
}

bool write_pcm_16(const fs::path& path, std::span<const short> samples, int rate) {
  SF_INFO header = {};
  header.samplerate = rate;
  header.channels = 1;
  header.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &header);
  if (file == nullptr) return false;
  const auto count = static_cast<sf_count_t>(samples.size());
  const bool written = sf_write_short(file, samples.data(), count) == count;
  return sf_close(file) == 0 && written;
}

}  // namespace timbre::decode
