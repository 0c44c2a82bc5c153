#include "timbre/report/exhibits.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "spectrogram_picture.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/decode/picture.hpp"
#include "timbre/features/picture/resize.hpp"
#include "timbre/resample/resample.hpp"

namespace timbre::report {
namespace {

namespace fs = std::filesystem;

// A short clip is heard better; of a long one the beginning is enough. Both come to 160 KB.
constexpr double short_clip = 5.0;      // seconds
constexpr double longest_sound = 10.0;  // seconds
constexpr int short_rate = 16000;       // Hz
constexpr int long_rate = 8000;         // Hz
constexpr int drawn_rate = 22050;       // Hz; what lies above 11 kHz would only darken it
constexpr int widest_picture = 640;     // pixels of a clip that is a picture itself

std::vector<float> at_rate(std::span<const float> samples, int from, int to) {
  return resample::resample(samples, from, {.rate = to, .quality = resample::Quality::soxr_hq});
}

std::string player_sound(const decode::Audio& audio, double seconds) {
  const int rate = std::min(audio.rate, seconds <= short_clip ? short_rate : long_rate);
  const auto kept =
      std::min(audio.samples.size(), static_cast<std::size_t>(longest_sound * audio.rate));
  return decode::encode_wav(at_rate(std::span(audio.samples).first(kept), audio.rate, rate), rate);
}

void show_sound(Exhibit& exhibit, const fs::path& path) {
  const decode::Audio audio = decode::decode(path);
  if (audio.samples.empty()) {
    exhibit.problem = "the file holds no samples";
    return;
  }
  exhibit.seconds = static_cast<double>(audio.samples.size()) / audio.rate;
  const int rate = std::min(audio.rate, drawn_rate);
  exhibit.picture =
      decode::encode_png(spectrogram_picture(at_rate(audio.samples, audio.rate, rate), rate));
  exhibit.sound = player_sound(audio, exhibit.seconds);
}

decode::Picture no_wider(decode::Picture picture, int width) {
  if (picture.width <= width) return picture;
  const int height = std::max(1, picture.height * width / picture.width);
  const features::PictureResize resize(picture.height, picture.width,
                                       {width, height, features::PictureFilter::box});
  decode::Picture smaller{width, height, {}};
  smaller.pixels.resize(std::size_t{3} * static_cast<std::size_t>(width) * height);
  std::vector<std::uint8_t> scratch(resize.scratch_size());
  resize.run(picture.pixels, scratch, smaller.pixels);
  return smaller;
}

void show(Exhibit& exhibit, const std::map<std::string, fs::path>& files) {
  const auto file = files.find(exhibit.clip.name);
  if (file == files.end()) {
    exhibit.problem = "the data set holds no such file any more";
    return;
  }
  try {
    if (decode::is_picture_name(file->second)) {
      exhibit.picture =
          decode::encode_png(no_wider(decode::decode_picture(file->second), widest_picture));
    } else {
      show_sound(exhibit, file->second);
    }
  } catch (const Error& error) {
    exhibit.problem = error.what();
  }
}

std::vector<Exhibit> worst_of(const RunResults& results, std::size_t count) {
  std::vector<Exhibit> all;
  for (std::size_t index = 0; index < results.trials.size(); ++index) {
    for (const WrongClip& clip : results.trials[index].worst_clips) {
      all.push_back({.trial = static_cast<int>(index) + 1, .clip = clip});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Exhibit& left, const Exhibit& right) {
    return is_worse(left.clip, right.clip);
  });
  // In each repeat of a protocol a clip may go wrong once more.
  std::set<std::string> names;
  std::erase_if(all,
                [&](const Exhibit& exhibit) { return !names.insert(exhibit.clip.name).second; });
  if (all.size() > count) all.resize(count);
  return all;
}

}  // namespace

bool is_worse(const WrongClip& left, const WrongClip& right) {
  return std::tie(left.label_probability, left.name) <
         std::tie(right.label_probability, right.name);
}

std::vector<Exhibit> make_exhibits(const RunResults& results,
                                   const std::map<std::string, fs::path>& files,
                                   const ExhibitLimits& limits) {
  std::vector<Exhibit> exhibits = worst_of(results, limits.exhibits);
  std::size_t bytes = 0;
  for (Exhibit& exhibit : exhibits) {
    show(exhibit, files);
    if (bytes + exhibit.sound.size() > limits.sound_bytes) exhibit.sound.clear();
    bytes += exhibit.sound.size();
  }
  return exhibits;
}

}  // namespace timbre::report
