#pragma once

#include <cuda_runtime_api.h>

#include "core/unique_handle.hpp"
#include "timbre/core/device.hpp"
#include "timbre/core/function_ref.hpp"

namespace timbre::bench {

using Event = cuda::UniqueHandle<cudaEvent_t, cudaEventDestroy>;

/// What the L2 cache holds when a timed pass begins: nothing of use, or what a pass before it left.
enum class Cache { cold, warm };

/// Times work on one stream by the device's own clock.
///
/// The cache is overwritten before every pass, with twice its size. That also keeps the device busy
/// while the host puts the events and the pass on the stream, so that a launch's latency on the
/// host is not counted.
class StreamTimer {
 public:
  StreamTimer(Device& device, cudaStream_t stream, std::int64_t l2_bytes);

  /// Seconds from the beginning to the end of what `pass` puts on the stream. A warm pass is one
  /// that follows another; returns when the device is done.
  double time(Cache cache, FunctionRef<void()> pass);

 private:
  cudaStream_t stream_;
  Buffer eviction_;
  Event begin_, end_;
};

}  // namespace timbre::bench
