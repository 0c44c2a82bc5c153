#include "support/stream_timer.hpp"

namespace timbre::bench {
namespace {

Event make_event() {
  cudaEvent_t event = nullptr;
  TIMBRE_CUDA_CHECK(cudaEventCreate(&event));
  return Event(event);
}

}  // namespace

StreamTimer::StreamTimer(Device& device, cudaStream_t stream, std::int64_t l2_bytes)
    : stream_(stream),
      eviction_(device, static_cast<std::size_t>(2 * l2_bytes)),
      begin_(make_event()),
      end_(make_event()) {}

double StreamTimer::time(Cache cache, FunctionRef<void()> pass) {
  constexpr double seconds_per_millisecond = 1e-3;
  TIMBRE_CUDA_CHECK(cudaMemsetAsync(eviction_.as<char>(), 0, eviction_.bytes(), stream_));
  if (cache == Cache::warm) pass();
  TIMBRE_CUDA_CHECK(cudaEventRecord(begin_.get(), stream_));
  pass();
  TIMBRE_CUDA_CHECK(cudaEventRecord(end_.get(), stream_));
  TIMBRE_CUDA_CHECK(cudaEventSynchronize(end_.get()));
  float milliseconds = 0;
  TIMBRE_CUDA_CHECK(cudaEventElapsedTime(&milliseconds, begin_.get(), end_.get()));
  return seconds_per_millisecond * milliseconds;
}

}  // namespace timbre::bench
