#include "support/peaks.hpp"

#include <cuda_runtime_api.h>

#include <array>

#include "core/check.hpp"

namespace timbre::bench {
namespace {

// Operations of one multiprocessor in one clock, by compute capability: CUDA C++ Programming Guide,
// "Arithmetic Instructions", and the architectures' white papers for the tensor cores.
struct PerClock {
  int major, minor;
  double f64, f32, tf32, bf16;
};
constexpr std::array per_clock = {
    PerClock{7, 5, 4, 128, 0, 0},         PerClock{8, 0, 64, 128, 1024, 2048},
    PerClock{8, 6, 4, 256, 256, 512},     PerClock{8, 9, 4, 256, 512, 1024},
    PerClock{9, 0, 128, 256, 2048, 4096},
};

int attribute(cudaDeviceAttr which, int device) {
  int value = 0;
  TIMBRE_CUDA_CHECK(cudaDeviceGetAttribute(&value, which, device));
  return value;
}

}  // namespace

double Peaks::operations_per_second(Arithmetic arithmetic) const {
  switch (arithmetic) {
    case Arithmetic::f64:
      return f64_per_second;
    case Arithmetic::f32:
      return f32_per_second;
    case Arithmetic::tf32:
      return tf32_per_second;
    case Arithmetic::bf16:
      return bf16_per_second;
  }
  return 0;
}

Peaks read_peaks() {
  constexpr double hertz_per_kilohertz = 1e3, transfers_per_clock = 2, bits_per_byte = 8;
  int device = 0;
  TIMBRE_CUDA_CHECK(cudaGetDevice(&device));
  cudaDeviceProp properties{};
  TIMBRE_CUDA_CHECK(cudaGetDeviceProperties(&properties, device));

  Peaks peaks;
  peaks.name = properties.name;
  peaks.processors = properties.multiProcessorCount;
  peaks.major = properties.major;
  peaks.minor = properties.minor;
  peaks.l2_bytes = properties.l2CacheSize;
  peaks.clock_hertz = hertz_per_kilohertz * attribute(cudaDevAttrClockRate, device);
  peaks.bytes_per_second = hertz_per_kilohertz * attribute(cudaDevAttrMemoryClockRate, device) *
                           transfers_per_clock * properties.memoryBusWidth / bits_per_byte;
  for (const PerClock& known : per_clock) {
    if (known.major != peaks.major || known.minor != peaks.minor) continue;
    const double clocks = peaks.processors * peaks.clock_hertz;
    peaks.f64_per_second = known.f64 * clocks;
    peaks.f32_per_second = known.f32 * clocks;
    peaks.tf32_per_second = known.tf32 * clocks;
    peaks.bf16_per_second = known.bf16 * clocks;
  }
  return peaks;
}

}  // namespace timbre::bench
