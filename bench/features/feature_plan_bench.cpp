// The whole CPU feature plan: samples in, examples [60, 41, channels] out, on one and on all
// threads, from memory that exceeds the caches.
//
// Work: 2.5 n log2 n = 56 kFLOP and 4 kFLOP of mel sums for each frame that is computed. Segments
// that overlap by half share 17 of their 41 frames, so that a clip of 4 s has 185 frames for the
// 287 columns of its 7 examples. Bytes: 4 for each sample, 8 for each element with its delta.
// Bound: the transform. us/frame counts columns of examples, as the peers' figures do;
// us/transform counts the frames that were computed.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/features/plan.hpp"

namespace {

using namespace timbre;
using namespace timbre::features;

constexpr int sample_rate = 22050;  // Hz

struct Batch {
  Batch(int clip_count, std::int64_t length) : samples(clip_count * length) {
    std::uint32_t state = 1;
    for (float& sample : samples) {
      state = state * 1664525u + 1013904223u;
      sample = static_cast<float>(state >> 8) * 0x1p-23f - 1.0f;
    }
    for (int clip = 0; clip < clip_count; ++clip) clips.push_back({clip * length, length});
  }
  std::vector<float> samples;
  std::vector<ClipWindow> clips;
};

// Frames that overlapping segments of a clip do not share: 24 new ones for each after the first.
double transforms_of(std::int64_t segments) {
  return 41.0 + 24.0 * static_cast<double>(segments - 1);
}

void run(benchmark::State& state, const FeatureOptions& options, const Batch& batch) {
  set_thread_count(static_cast<int>(state.range(0)));
  const auto device = open_cpu();
  device->makers().set(cpu_feature_plans());
  const auto feature_plan = plan(*device, options, sample_rate);
  std::int64_t count = 0;
  double transforms = 0.0;
  for (const std::int64_t examples : feature_plan->count(batch.clips)) {
    count += examples;
    transforms += transforms_of(examples);
  }
  std::vector<float> examples(count * feature_plan->shape().size());
  for (auto _ : state) {
    feature_plan->run(batch.samples.data(), static_cast<std::int64_t>(batch.samples.size()),
                      batch.clips, examples.data());
    benchmark::ClobberMemory();
  }
  const double runs = static_cast<double>(state.iterations());
  const double columns = static_cast<double>(count * feature_plan->shape().columns);
  const auto time_each = [&](double items) {
    return benchmark::Counter(runs * items,
                              benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  };
  state.counters["time/frame"] = time_each(columns);
  state.counters["time/transform"] = time_each(transforms);
  state.counters["time/clip"] = time_each(static_cast<double>(batch.clips.size()));
  state.counters["bytes/s"] =
      benchmark::Counter(runs * 4.0 * static_cast<double>(batch.samples.size() + examples.size()),
                         benchmark::Counter::kIsRate);
}

FeatureOptions urbansound8k(Layout layout) {
  FeatureOptions options;
  options.layout = layout;
  return options;
}

void clips_of_4_s(benchmark::State& state) {
  run(state, urbansound8k(Layout::bands_by_frames), Batch(200, 88200));
}
void clips_of_4_s_scrambled(benchmark::State& state) {
  run(state, urbansound8k(Layout::scrambled), Batch(200, 88200));
}
void one_clip_of_10_min(benchmark::State& state) {
  run(state, urbansound8k(Layout::bands_by_frames), Batch(1, 600 * sample_rate));
}

void one_and_all_threads(benchmark::internal::Benchmark* bench) {
  bench->ArgName("threads")->Arg(1)->Arg(thread_count())->UseRealTime();
}
BENCHMARK(clips_of_4_s)->Apply(one_and_all_threads);
BENCHMARK(clips_of_4_s_scrambled)->Apply(one_and_all_threads);
BENCHMARK(one_clip_of_10_min)->Apply(one_and_all_threads);

}  // namespace
