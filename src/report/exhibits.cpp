#include "timbre/report/exhibits.hpp"

#include <algorithm>
#include <numeric>
#include <set>

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

// In each repeat of a protocol a clip may go wrong once more; it is shown once.
std::vector<Exhibit> worst_of(metrics::Ranking& ranking, const RunResults& results,
                              std::size_t most) {
  std::vector<WrongClip> clips;
  std::vector<int> trials;
  for (std::size_t index = 0; index < results.trials.size(); ++index) {
    for (const WrongClip& clip : results.trials[index].worst_clips) {
      clips.push_back(clip);
      trials.push_back(static_cast<int>(index) + 1);
    }
  }
  std::vector<Exhibit> worst;
  std::set<std::string> names;
  for (const std::int64_t place : worst_first(ranking, clips, std::ssize(clips))) {
    const auto index = static_cast<std::size_t>(place);
    if (worst.size() == most) break;
    if (!names.insert(clips[index].name).second) continue;
    worst.push_back({.trial = trials[index], .clip = clips[index]});
  }
  return worst;
}

}  // namespace

std::vector<std::int64_t> worst_first(metrics::Ranking& ranking, std::span<const WrongClip> clips,
                                      std::int64_t most) {
  std::vector<std::int64_t> by_name(clips.size());
  std::iota(by_name.begin(), by_name.end(), 0);
  std::ranges::stable_sort(by_name, {}, [&](std::int64_t place) { return clips[place].name; });
  std::vector<float> losses;
  for (const std::int64_t place : by_name) losses.push_back(-clips[place].label_probability);
  std::vector<std::int64_t> places;
  for (const metrics::TopLoss& worst : ranking.top_losses(losses, most)) {
    places.push_back(by_name[worst.example]);
  }
  return places;
}

std::vector<Exhibit> make_exhibits(metrics::Ranking& ranking, const RunResults& results,
                                   const std::map<std::string, fs::path>& files,
                                   const ExhibitLimits& limits) {
  std::vector<Exhibit> exhibits = worst_of(ranking, results, limits.exhibits);
  std::size_t bytes = 0;
  for (Exhibit& exhibit : exhibits) {
    show(exhibit, files);
    if (bytes + exhibit.sound.size() > limits.sound_bytes) exhibit.sound.clear();
    bytes += exhibit.sound.size();
  }
  return exhibits;
}

}  // namespace timbre::report
