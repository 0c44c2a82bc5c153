#include "timbre/cache/recordings.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "cache/recording.hpp"
#include "cache/stopwatch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/progress.hpp"

namespace timbre::cache {
namespace {

constexpr float steps_of_sixteen_bits = 32768.0f;

bool has_sixteen_bits(float sample) {
  const float steps = sample * steps_of_sixteen_bits;
  return steps >= -steps_of_sixteen_bits && steps < steps_of_sixteen_bits &&
         steps == std::nearbyint(steps);
}

// Samples stay 16 bits wide until the first file comes whose own are wider.
void append(Recordings& recordings, const std::vector<float>& samples) {
  recordings.clips.push_back({recordings.sample_count(), std::ssize(samples)});
  std::vector<std::int16_t>& narrow = recordings.sixteen_bits;
  if (recordings.is_compact() && std::all_of(samples.begin(), samples.end(), has_sixteen_bits)) {
    for (const float sample : samples) {
      narrow.push_back(static_cast<std::int16_t>(sample * steps_of_sixteen_bits));
    }
    return;
  }
  for (const std::int16_t sample : narrow) {
    recordings.floats.push_back(static_cast<float>(sample) / steps_of_sixteen_bits);
  }
  narrow = {};
  recordings.floats.insert(recordings.floats.end(), samples.begin(), samples.end());
}

}  // namespace

std::int64_t Recordings::sample_count() const {
  return is_compact() ? std::ssize(sixteen_bits) : std::ssize(floats);
}

std::size_t Recordings::bytes() const {
  return sixteen_bits.size() * sizeof(std::int16_t) + floats.size() * sizeof(float);
}

Recordings read_recordings(std::span<const AudioFile> files,
                           const features::FrontEndOptions& options, OnBadFile on_bad_file) {
  constexpr std::size_t files_at_once = 64;  // keeps all threads busy with little memory besides
  Stopwatch whole;
  Recordings recordings;
  Progress progress("recordings", std::ssize(files), "clips");
  for (std::span rest = files; !rest.empty();) {
    stop_if_interrupted();
    const std::span now = rest.first(std::min(files_at_once, rest.size()));
    rest = rest.subspan(now.size());
    std::vector<std::filesystem::path> paths;
    for (const AudioFile& file : now) paths.push_back(file.path);
    const std::vector<Recording> read_now = read(paths, options);
    for (std::size_t file = 0; file < now.size(); ++file) {
      const Recording& recording = read_now[file];
      if (!recording.problem.empty()) {
        if (on_bad_file == OnBadFile::fail) throw Error(recording.problem);
        recordings.bad_files.push_back({now[file].name, recording.problem});
      }
      append(recordings, recording.samples);
      recordings.seconds.decode += recording.decode_seconds;
      recordings.seconds.resample += recording.resample_seconds;
    }
    progress.advance(std::ssize(now));
  }
  recordings.seconds.wall = whole.lap();
  return recordings;
}

}  // namespace timbre::cache
