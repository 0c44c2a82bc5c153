// From files to examples: 64 clips of 4 s at 22,050 Hz, as UrbanSound8K has them, in one folder.
// Cold computes them, warm reads them from the cache; both on all threads.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "timbre/cache/extract.hpp"
#include "timbre/core/random.hpp"
#include "timbre/decode/decode.hpp"
#include "timbre/features/plan.hpp"
#include "timbre/resample/plan.hpp"

namespace {

using namespace timbre;
namespace fs = std::filesystem;

// A device, the clips and a cache, all gone with the object.
class Clips {
 public:
  Clips() {
    device->makers().set(features::cpu_feature_plans());
    device->makers().set(resample::cpu_resample_plans());
    fs::create_directories(folder_);
    for (std::uint32_t clip = 0; clip < count; ++clip) {
      const RandomKey key{.use = RandomUse::synthesis, .stream = clip};
      std::vector<float> samples;
      for (std::uint64_t index = 0; index < 4 * 22050; ++index) {
        samples.push_back(uniform(key.block(index, 0).word[0]) - 0.5f);
      }
      const std::string name = std::to_string(clip) + ".wav";
      decode::write_wav(folder_ / name, samples, 22050);
      files.push_back({folder_ / name, name});
    }
  }
  ~Clips() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Clips(const Clips&) = delete;
  Clips& operator=(const Clips&) = delete;

  cache::Extraction extract(bool use_cache) {
    return cache::extract(*device, files, options, cache::OnBadFile::fail,
                          {.enabled = use_cache, .folder = folder_ / "cache"});
  }

  static constexpr int count = 64;
  std::unique_ptr<Device> device = open_cpu();
  features::FrontEndOptions options;
  std::vector<cache::AudioFile> files;

 private:
  fs::path folder_ = fs::temp_directory_path() / ("timbre-bench-" + std::to_string(getpid()));
};

void run(benchmark::State& state, bool use_cache) {
  Clips clips;
  std::size_t bytes = clips.extract(use_cache).examples.values.size() * sizeof(float);
  for (auto _ : state) benchmark::DoNotOptimize(clips.extract(use_cache));
  const auto calls = static_cast<double>(state.iterations());
  state.counters["clips/s"] = benchmark::Counter(calls * Clips::count, benchmark::Counter::kIsRate);
  state.SetBytesProcessed(static_cast<std::int64_t>(calls * static_cast<double>(bytes)));
}

void cold(benchmark::State& state) {
  run(state, false);
}
void warm(benchmark::State& state) {
  run(state, true);
}
BENCHMARK(cold)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(warm)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
