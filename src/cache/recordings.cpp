#include "timbre/cache/recordings.hpp"

#include <algorithm>
#include <filesystem>

#include "cache/files_at_once.hpp"
#include "cache/loader.hpp"
#include "cache/stopwatch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/progress.hpp"

namespace timbre::cache {
namespace {

std::int64_t bytes_of(const AudioFile& file) {
  std::error_code missing;
  const std::uintmax_t bytes = std::filesystem::file_size(file.path, missing);
  return missing ? 0 : static_cast<std::int64_t>(bytes);
}

// Batches that have the rate already never see the device.
class Reader {
 public:
  Reader(Device& device, const features::FrontEndOptions& options, OnBadFile on_bad_file)
      : device_(device),
        options_(options),
        on_bad_file_(on_bad_file),
        loader_(device, options.resample) {}

  void add(std::span<const AudioFile> files) {
    std::vector<std::filesystem::path> paths;
    for (const AudioFile& file : files) paths.push_back(file.path);
    std::vector<Recording> batch = read(paths, options_);
    bool has_rate = true;
    for (std::size_t file = 0; file < files.size(); ++file) {
      note_problem(files[file], batch[file]);
      recordings.seconds.decode += batch[file].decode_seconds;
      has_rate = has_rate && (batch[file].rate == options_.resample.rate ||
                              batch[file].samples.sample_count() == 0);
    }
    has_rate ? append(batch) : append(loader_.load(batch));
  }

  Recordings recordings;

 private:
  void note_problem(const AudioFile& file, const Recording& recording) {
    if (recording.problem.empty()) return;
    if (on_bad_file_ == OnBadFile::fail) throw Error(recording.problem);
    recordings.bad_files.push_back({file.name, recording.problem});
  }

  void append(std::span<const Recording> batch) {
    for (const Recording& recording : batch) {
      recordings.clips.push_back({recordings.sample_count(), recording.samples.sample_count()});
      recordings.append(recording.samples);
    }
  }

  void append(const LoadedSamples& loaded) {
    for (const SampleRange& clip : loaded.clips) {
      recordings.clips.push_back({recordings.sample_count() + clip.offset, clip.length});
    }
    CompactSamples samples;
    samples.floats.resize(static_cast<std::size_t>(loaded.count));
    device_.copy_out(samples.floats.data(), loaded.samples.values,
                     samples.floats.size() * sizeof(float));
    recordings.append(samples);
    recordings.seconds.resample += loaded.resample_seconds;
  }

  Device& device_;
  const features::FrontEndOptions& options_;
  OnBadFile on_bad_file_;
  Loader loader_;
};

}  // namespace

Recordings read_recordings(Device& device, std::span<const AudioFile> files,
                           const features::FrontEndOptions& options, OnBadFile on_bad_file) {
  Stopwatch whole;
  Reader reader(device, options, on_bad_file);
  Progress progress("recordings", std::ssize(files), "clips");
  while (!files.empty()) {
    stop_if_interrupted();
    const std::size_t count = files_at_once(files, bytes_of);
    reader.add(files.first(count));
    files = files.subspan(count);
    progress.advance(static_cast<std::int64_t>(count));
  }
  reader.recordings.seconds.wall = whole.lap();
  return std::move(reader.recordings);
}

}  // namespace timbre::cache
