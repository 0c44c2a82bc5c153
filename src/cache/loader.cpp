#include "cache/loader.hpp"

#include <algorithm>
#include <utility>

#include "cache/stopwatch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/log.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::cache {
namespace {

// UrbanSound8K's recordings come at eleven rates.
constexpr std::size_t most_plans = 16;

// The memory only grows, so that batches of one size share it.
void make_room(Device& device, Buffer& buffer, std::size_t bytes) {
  if (bytes <= buffer.bytes()) return;
  buffer = Buffer();  // freed first: the old and the new one need not fit together
  buffer = Buffer(device, bytes);
}

std::unique_ptr<resample::ResamplePlan> make_plan(Device& device, int rate,
                                                  const resample::ResampleOptions& options) {
  try {
    return resample::plan(device, rate, options);
  } catch (const RequestError& error) {
    log_info("recordings at " + std::to_string(rate) +
             " Hz are resampled on the CPU: " + error.what());
    return nullptr;
  }
}

}  // namespace

Loader::Loader(Device& device, const resample::ResampleOptions& options)
    : device_(device), options_(options) {}

LoadedSamples Loader::load(std::span<Recording> recordings) {
  Stopwatch watch;
  resample_on_host(recordings);
  const double host_seconds = watch.lap() * thread_count();
  Groups groups;
  for (std::size_t place = 0; place < recordings.size(); ++place) {
    if (recordings[place].samples.sample_count() == 0) continue;
    groups[recordings[place].rate].push_back(place);
  }
  const bool have_the_rate = groups.size() == 1 && groups.contains(options_.rate);
  LoadedSamples loaded =
      have_the_rate ? upload(recordings, groups.begin()->second) : resample(recordings, groups);
  loaded.resample_seconds += host_seconds;
  return loaded;
}

resample::ResamplePlan* Loader::plan_for(int rate) {
  auto found = plans_.find(rate);
  if (found == plans_.end()) {
    if (plans_.size() == most_plans) plans_.clear();
    found = plans_.emplace(rate, make_plan(device_, rate, options_)).first;
  }
  return found->second.get();
}

void Loader::resample_on_host(std::span<Recording> recordings) {
  std::vector<Recording*> chosen;
  for (Recording& recording : recordings) {
    if (recording.samples.sample_count() == 0 || recording.rate == options_.rate) continue;
    if (plan_for(recording.rate) == nullptr) chosen.push_back(&recording);
  }
  parallel_for(std::ssize(chosen), [&](std::int64_t index) {
    Recording& recording = *chosen[static_cast<std::size_t>(index)];
    recording.samples.widen();
    recording.samples.floats =
        resample::resample(recording.samples.floats, recording.rate, options_);
    recording.rate = options_.rate;
  });
}

// 16 bits wide where all of the members are.
LoadedSamples Loader::upload(std::span<Recording> recordings,
                             std::span<const std::size_t> members) {
  LoadedSamples loaded;
  loaded.clips.resize(recordings.size());
  bool compact = true;
  for (const std::size_t member : members) {
    const CompactSamples& samples = recordings[member].samples;
    loaded.clips[member] = {loaded.count, samples.sample_count()};
    loaded.count += samples.sample_count();
    compact = compact && samples.is_compact();
  }
  const std::size_t sample_bytes = compact ? sizeof(std::int16_t) : sizeof(float);
  make_room(device_, uploaded_, static_cast<std::size_t>(loaded.count) * sample_bytes);
  for (const std::size_t member : members) {
    CompactSamples& samples = recordings[member].samples;
    if (!compact) samples.widen();
    const auto offset = static_cast<std::size_t>(loaded.clips[member].offset) * sample_bytes;
    device_.copy_in(uploaded_.as<char>() + offset, samples.view().values, samples.bytes());
  }
  loaded.samples = SampleView(uploaded_.as<void>(), compact);
  return loaded;
}

LoadedSamples Loader::resample(std::span<Recording> recordings, const Groups& groups) {
  Stopwatch watch;
  LoadedSamples loaded;
  loaded.clips.resize(recordings.size());
  std::int64_t all = 0;
  for (const Recording& recording : recordings) {
    const std::int64_t count = recording.samples.sample_count();
    if (count > 0) all += resample::resampled_count(count, recording.rate, options_.rate);
  }
  make_room(device_, resampled_, static_cast<std::size_t>(all) * sizeof(float));
  loaded.samples = SampleView(resampled_.as<const float>());
  for (const auto& [rate, members] : groups) {
    resample::ResamplePlan& plan = *plan_for(rate);
    // Signals of other rates are empty here.
    const LoadedSamples uploaded = upload(recordings, members);
    plan.run(uploaded.samples, uploaded.count, uploaded.clips,
             resampled_.as<float>() + loaded.count);
    const std::vector<std::int64_t> counts = plan.count(uploaded.clips);
    for (const std::size_t member : members) {
      loaded.clips[member] = {loaded.count, counts[member]};
      loaded.count += counts[member];
    }
  }
  device_.wait();
  loaded.resample_seconds = watch.lap() * busy_threads(device_);
  return loaded;
}

}  // namespace timbre::cache
