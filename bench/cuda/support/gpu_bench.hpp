#pragma once

#include <benchmark/benchmark.h>

#include "core/device.hpp"
#include "support/peaks.hpp"
#include "support/stream_timer.hpp"

namespace timbre::bench {

/// What one pass does at least, however it is computed.
struct Work {
  double bytes = 0;       ///< of device memory, read and written, each once
  double operations = 0;  ///< in floating point; a multiply-add is two
  Arithmetic arithmetic = Arithmetic::f32;
};

/// The device that the program measures, with the makers of all stages: "cuda", or "emulated" in a
/// program that only proves that the benchmark runs.
cuda::CudaDevice& device();

/// Of `device()`.
const Peaks& peaks();

/// Times `pass` once in each iteration and sets the counters that README.md explains. What `pass`
/// puts on the stream of `device()` is timed, and it must put all of its work there.
void measure(benchmark::State& state, Cache cache, const Work& work, FunctionRef<void()> pass);

/// For `BENCHMARK(...)->Apply(on_device)`: the device's clock, and as many passes as the noise
/// asks.
void on_device(benchmark::internal::Benchmark* registered);

}  // namespace timbre::bench

/// Registers `void name(benchmark::State&, Cache)` for both states of the cache: name/cold and
/// name/warm. A macro only because Google Benchmark's is one.
#define TIMBRE_GPU_BENCH(name)                                                                    \
  BENCHMARK_CAPTURE(name, cold, ::timbre::bench::Cache::cold)->Apply(::timbre::bench::on_device); \
  BENCHMARK_CAPTURE(name, warm, ::timbre::bench::Cache::warm)->Apply(::timbre::bench::on_device)
