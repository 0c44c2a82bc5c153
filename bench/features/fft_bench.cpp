// Power spectrum of one windowed frame, hot: everything it reads lies in the L1 and L2 caches.
//
// Work: 2.5 n log2 n floating-point operations for the transform (the usual count for real input)
// and about 3.5 n for window, untangling and power, which the figure leaves out.
// Bytes: 4 n of samples and 2 n of powers, streamed; each of the passes moves 8 n within the L1
// cache. Bound: with 256-bit units additions and stores bind about equally; see bench/results.
#include <benchmark/benchmark.h>

#include <cmath>

#include "features/fft_cpu.hpp"

namespace {

using namespace timbre::features;

void power_of_one_frame(benchmark::State& state) {
  const int n_fft = static_cast<int>(state.range(0));
  const FftTables tables = fft_tables({.n_fft = n_fft, .window = WindowKind::hann_periodic});
  AlignedFloats frame(n_fft), scratch(fft_scratch_size(n_fft));
  for (int index = 0; index < n_fft; ++index) frame[index] = static_cast<float>(index % 17 - 8);
  for (auto _ : state) {
    benchmark::DoNotOptimize(power_spectrum(tables, frame.data(), scratch.data()));
    benchmark::ClobberMemory();
  }
  const double frames = static_cast<double>(state.iterations());
  state.counters["time/frame"] =
      benchmark::Counter(frames, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["FLOP/s"] =
      benchmark::Counter(frames * 2.5 * n_fft * std::log2(n_fft), benchmark::Counter::kIsRate);
  state.counters["bytes/s"] = benchmark::Counter(frames * 6.0 * n_fft, benchmark::Counter::kIsRate);
}
BENCHMARK(power_of_one_frame)->RangeMultiplier(2)->Range(256, 4096);

}  // namespace
