// Resampling of 4 s of mono noise on one core: nanoseconds for each input sample, and how many
// seconds of sound pass in a second. The filter bank of the rates is made before the clock starts.
#include <benchmark/benchmark.h>

#include <vector>

#include "timbre/core/random.hpp"
#include "timbre/resample/resample.hpp"

namespace {

using timbre::resample::Quality;
using timbre::resample::ResampleOptions;

constexpr int seconds = 4;

std::vector<float> noise(int rate) {
  const timbre::RandomKey key{.use = timbre::RandomUse::synthesis};
  std::vector<float> samples;
  for (int index = 0; index < seconds * rate; ++index) {
    samples.push_back(2.0f * timbre::uniform(key.block(index, 0).word[0]) - 1.0f);
  }
  return samples;
}

void resample(benchmark::State& state, Quality quality) {
  const int from = static_cast<int>(state.range(0));
  const ResampleOptions options{.rate = static_cast<int>(state.range(1)), .quality = quality};
  const std::vector<float> samples = noise(from);
  benchmark::DoNotOptimize(timbre::resample::resample(samples, from, options));
  for (auto _ : state) {
    benchmark::DoNotOptimize(timbre::resample::resample(samples, from, options));
  }
  const auto calls = static_cast<double>(state.iterations());
  state.counters["ns/sample"] =
      benchmark::Counter(calls * static_cast<double>(samples.size()) * 1e-9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["x_real_time"] = benchmark::Counter(calls * seconds, benchmark::Counter::kIsRate);
}

void rate_pairs(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"from", "to"})->Unit(benchmark::kMicrosecond);
  bench->Args({44100, 22050})->Args({48000, 22050})->Args({96000, 22050});
  bench->Args({8000, 22050})->Args({22050, 44100});
  bench->Args({44101, 22050});  // no bank: weights for each output
}

BENCHMARK_CAPTURE(resample, kaiser_best, Quality::kaiser_best)->Apply(rate_pairs);
BENCHMARK_CAPTURE(resample, kaiser_fast, Quality::kaiser_fast)->Apply(rate_pairs);
BENCHMARK_CAPTURE(resample, soxr_hq, Quality::soxr_hq)->Apply(rate_pairs);
BENCHMARK_CAPTURE(resample, soxr_vhq, Quality::soxr_vhq)->Apply(rate_pairs);

}  // namespace
