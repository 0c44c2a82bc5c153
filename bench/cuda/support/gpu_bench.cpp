#include "support/gpu_bench.hpp"

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "makers.hpp"
#include "support/noise.hpp"

namespace timbre::bench {
namespace {

constexpr std::string_view device_kind = TIMBRE_BENCH_DEVICE;
// The tenth and the ninetieth percentile then stand on ten samples each.
constexpr int passes_on_gpu = 100;
constexpr int passes_emulated = 2;

// Seconds below which no program can stay that does the work: memory or arithmetic binds.
double bound_seconds(const Work& work) {
  double bound = 0;
  if (peaks().bytes_per_second > 0) bound = work.bytes / peaks().bytes_per_second;
  const double rate = peaks().operations_per_second(work.arithmetic);
  if (rate > 0) bound = std::max(bound, work.operations / rate);
  return bound;
}

void report(benchmark::State& state, const Work& work, const Noise& noise) {
  constexpr double microseconds = 1e6, giga = 1e-9;
  const double bound = bound_seconds(work);
  state.counters["median_us"] = microseconds * noise.median;
  state.counters["min_us"] = microseconds * noise.smallest;
  state.counters["spread"] = noise.spread;
  state.counters["bytes"] = work.bytes;
  state.counters["bound_us"] = microseconds * bound;
  if (noise.median <= 0) return;
  state.counters["GB/s"] = giga * work.bytes / noise.median;
  if (work.operations > 0) state.counters["GFLOP/s"] = giga * work.operations / noise.median;
  state.counters["share_of_bound"] = bound / noise.median;
}

}  // namespace

cuda::CudaDevice& device() {
  static const std::unique_ptr<cuda::CudaDevice> opened =
      cuda::open_device(std::string(device_kind));
  return *opened;
}

const Peaks& peaks() {
  static const Peaks read = [] {
    device();
    return read_peaks();
  }();
  return read;
}

void measure(benchmark::State& state, Cache cache, const Work& work, FunctionRef<void()> pass) {
  StreamTimer timer(device(), device().stream(), peaks().l2_bytes);
  timer.time(cache, pass);  // the first pass pays for loading the kernels
  std::vector<double> seconds;
  for (auto _ : state) {
    seconds.push_back(timer.time(cache, pass));
    state.SetIterationTime(seconds.back());
  }
  report(state, work, summarise(std::move(seconds)));
}

void on_device(benchmark::internal::Benchmark* registered) {
  registered->UseManualTime()
      ->Unit(benchmark::kMicrosecond)
      ->Iterations(device_kind == "cuda" ? passes_on_gpu : passes_emulated);
}

}  // namespace timbre::bench
