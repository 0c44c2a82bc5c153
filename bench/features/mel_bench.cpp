// From the powers of one frame's bins to the levels of its mel bands, hot.
//
// Work: two operations for each tap (1985 with 60 bands of 1025 bins at 22050 Hz, 2013 with 128 at
// 44100 Hz), one sum across lanes and one logarithm for each band.
// Bytes: 8 for each tap, from the L1 cache. Bound: loads, then the sums across lanes.
#include <benchmark/benchmark.h>

#include <vector>

#include "features/decibel_cpu.hpp"
#include "features/mel_cpu.hpp"

namespace {

using namespace timbre::features;

void levels_of_one_frame(benchmark::State& state) {
  constexpr int n_fft = 2048;
  const MelBands bands = mel_bands({.bands = static_cast<int>(state.range(0))}, n_fft,
                                   static_cast<int>(state.range(1)));
  const MelTable table = mel_table(bands);
  const AlignedFloats power(n_fft / 2 + longest_vector, 0.5f);
  std::vector<float> levels(bands.count());
  for (auto _ : state) {
    sum_bands(table, power.data(), levels.data());
    to_levels({.floor = 1e-10f}, levels.data(), levels.size());
    benchmark::ClobberMemory();
  }
  const double frames = static_cast<double>(state.iterations());
  const double taps = static_cast<double>(bands.weights.size());
  state.counters["time/frame"] =
      benchmark::Counter(frames, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["FLOP/s"] = benchmark::Counter(frames * 2.0 * taps, benchmark::Counter::kIsRate);
  state.counters["bytes/s"] = benchmark::Counter(frames * 8.0 * taps, benchmark::Counter::kIsRate);
}
BENCHMARK(levels_of_one_frame)->ArgNames({"bands", "rate"})->Args({60, 22050})->Args({128, 44100});

}  // namespace
