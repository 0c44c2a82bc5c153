#include "features/padded_copy.hpp"

#include <algorithm>

#include "timbre/features/framing.hpp"

namespace timbre::features {

void copy_padded(const float* signal, std::int64_t length, PadMode pad, std::int64_t start,
                 std::int64_t count, float* to) {
  for (const std::int64_t end = start + count; start < end;) {
    // The padding in front ends where the signal begins.
    const std::int64_t most = (start < 0 ? std::min<std::int64_t>(end, 0) : end) - start;
    const std::int64_t first = padded_index(start, length, pad);
    const std::int64_t step = padded_index(start + 1, length, pad) - first;
    const bool inside = start >= 0 && start < length;
    std::int64_t run = most;
    if (first < 0) {
      std::fill_n(to, run, 0.0f);
    } else if (inside || step > 0) {
      run = std::min(most, length - first);
      std::copy_n(signal + first, run, to);
    } else if (step < 0) {
      run = std::min(most, first + 1);
      std::reverse_copy(signal + first + 1 - run, signal + first + 1, to);
    } else {
      std::fill_n(to, run, signal[first]);
    }
    start += run;
    to += run;
  }
}

}  // namespace timbre::features
