#include "cache/computation.hpp"

#include <utility>

#include "cache/stopwatch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/resample/resample.hpp"

namespace timbre::cache {

/// One file's samples at the rate of the features, or why there are none.
struct Computation::Recording {
  std::vector<float> samples;
  std::string problem;
  double decode_seconds = 0;
  double resample_seconds = 0;
};

Computation::Computation(Device& device, const features::FrontEndOptions& options)
    : device_(device),
      options_(options),
      plan_(features::plan(device, options.features, options.resample.rate)) {}

std::vector<Computation::Recording> Computation::read(
    std::span<const std::filesystem::path> paths) const {
  std::vector<Recording> recordings(paths.size());
  parallel_for(static_cast<std::int64_t>(paths.size()), [&](std::int64_t index) {
    Recording& recording = recordings[static_cast<std::size_t>(index)];
    Stopwatch watch;
    try {
      decode::Audio audio = decode::decode(paths[static_cast<std::size_t>(index)], options_.decode);
      recording.decode_seconds = watch.lap();
      recording.samples = audio.rate == options_.resample.rate
                              ? std::move(audio.samples)
                              : resample::resample(audio.samples, audio.rate, options_.resample);
      recording.resample_seconds = watch.lap();
    } catch (const ContractError&) {
      throw;
    } catch (const Error& error) {
      recording.problem = error.what();
      recording.decode_seconds = watch.lap();
    }
  });
  return recordings;
}

// The memory only grows, so that batches of one size share it.
float* Computation::room_for(Buffer& buffer, std::int64_t values) {
  const std::size_t bytes = static_cast<std::size_t>(values) * sizeof(float);
  if (bytes > buffer.bytes()) {
    buffer = Buffer();  // freed first: the old and the new one need not fit together
    buffer = Buffer(device_, bytes);
  }
  return buffer.as<float>();
}

void Computation::compute(std::span<const Recording> recordings, std::span<Computed> results) {
  std::vector<features::ClipWindow> windows;
  std::int64_t sample_count = 0;
  for (const Recording& recording : recordings) {
    windows.push_back({sample_count, static_cast<std::int64_t>(recording.samples.size())});
    sample_count += windows.back().length;
  }
  float* const samples = room_for(samples_, sample_count);
  for (std::size_t clip = 0; clip < windows.size(); ++clip) {
    device_.copy_in(samples + windows[clip].offset, recordings[clip].samples.data(),
                    recordings[clip].samples.size() * sizeof(float));
  }

  const std::vector<std::int64_t> counts = plan_->count(windows);
  std::int64_t total = 0;
  for (const std::int64_t count : counts) total += count;
  const std::int64_t example_size = plan_->shape().size();
  float* const examples = room_for(examples_, total * example_size);
  if (total > 0) plan_->run(samples, sample_count, windows, examples);

  const float* next = examples;
  for (std::size_t clip = 0; clip < windows.size(); ++clip) {
    std::vector<float>& result = results[clip].examples;
    result.resize(static_cast<std::size_t>(counts[clip] * example_size));
    device_.copy_out(result.data(), next, result.size() * sizeof(float));
    next += result.size();
  }
  device_.wait();
}

std::vector<Computed> Computation::run(std::span<const std::filesystem::path> paths,
                                       ExtractionTime& seconds) {
  const std::vector<Recording> recordings = read(paths);
  std::vector<Computed> results(paths.size());
  for (std::size_t file = 0; file < paths.size(); ++file) {
    results[file].problem = recordings[file].problem;
    seconds.decode += recordings[file].decode_seconds;
    seconds.resample += recordings[file].resample_seconds;
  }
  Stopwatch watch;
  compute(recordings, results);
  const int busy_threads = device_.kind() == "cpu" ? thread_count() : 1;
  seconds.features += watch.lap() * busy_threads;
  return results;
}

}  // namespace timbre::cache
