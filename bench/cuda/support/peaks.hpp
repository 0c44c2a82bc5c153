#pragma once

#include <cstdint>
#include <string>

namespace timbre::bench {

/// In which numbers a kernel multiplies and adds; tf32 and bf16 stand for the tensor cores.
enum class Arithmetic { f64, f32, tf32, bf16 };

/// What the device could do at best, at its highest clocks. A rate of 0 is not known.
struct Peaks {
  std::string name;
  int processors = 0;  ///< streaming multiprocessors
  int major = 0;       ///< compute capability
  int minor = 0;
  std::int64_t l2_bytes = 0;
  double clock_hertz = 0;       ///< of the multiprocessors
  double bytes_per_second = 0;  ///< device memory
  double f64_per_second = 0;    ///< floating-point operations; a multiply-add is two
  double f32_per_second = 0;
  double tf32_per_second = 0;  ///< dense
  double bf16_per_second = 0;  ///< dense

  double operations_per_second(Arithmetic arithmetic) const;
};

/// Of the current CUDA device, from its own attributes.
Peaks read_peaks();

}  // namespace timbre::bench
