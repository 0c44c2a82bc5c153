// Google Benchmark's main, after the device is there: its name and peaks stand in the JSON.
#include <cstdio>

#include "support/gpu_bench.hpp"
#include "timbre/core/error.hpp"

namespace {

using namespace timbre;

void describe_device() {
  const bench::Peaks& peaks = bench::peaks();
  const auto add = [](const char* key, double value) {
    benchmark::AddCustomContext(key, std::to_string(value));
  };
  benchmark::AddCustomContext("device", peaks.name);
  benchmark::AddCustomContext("compute_capability",
                              std::to_string(peaks.major) + "." + std::to_string(peaks.minor));
  add("processors", peaks.processors);
  add("clock_mhz", peaks.clock_hertz * 1e-6);
  add("l2_mib", static_cast<double>(peaks.l2_bytes) / 1048576.0);
  add("peak_gb_per_s", peaks.bytes_per_second * 1e-9);
  add("peak_f64_gflop_per_s", peaks.f64_per_second * 1e-9);
  add("peak_f32_gflop_per_s", peaks.f32_per_second * 1e-9);
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int failed = 1, asked_wrongly = 2;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return asked_wrongly;
  try {
    describe_device();
    benchmark::RunSpecifiedBenchmarks();
    bench::device().makers() = {};  // handles of libraries end before the libraries do
  } catch (const RequestError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return asked_wrongly;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return failed;
  }
  return 0;
}
