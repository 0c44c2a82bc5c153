#include "emulator/runtime/registry.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

Registry<CUevent_st>& events() {
  static Registry<CUevent_st> current("events");
  return current;
}

// Whether the time of the event is known; throws Refused when it never will be.
bool is_done(const CUevent_st& event) {
  if (!event.timed || !event.work) {
    throw Refused(cudaErrorInvalidResourceHandle,
                  event.timed ? "the time of an event that was never recorded"
                              : "the time of an event that was made without timing");
  }
  return event.work->done;
}

}  // namespace

CUevent_st& event_of(cudaEvent_t handle) {
  return events().get(handle);
}

void reset_events() {
  events().reset();
}

}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
  return api([&] {
    auto made = std::make_unique<CUevent_st>();
    made->timed = (flags & cudaEventDisableTiming) == 0;
    *event = events().add(std::move(made));
  });
}

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  return cudaEventCreateWithFlags(event, cudaEventDefault);
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  return api([&] { events().remove(event); });
}

cudaError_t cudaEventRecord(cudaEvent_t handle, cudaStream_t stream_handle) {
  return api([&] {
    CUevent_st& event = event_of(handle);
    CUstream_st& stream = stream_of(stream_handle);
    event.capture = stream.capture;
    event.captured_tail = stream.captured_tail;
    event.work =
        stream.capture ? nullptr : put(stream, {.kind = OperationKind::event, .name = "an event"});
  });
}

cudaError_t cudaEventSynchronize(cudaEvent_t handle) {
  return api([&] {
    refuse_while_capturing("waiting for an event");
    ++counted().synchronisations;
    if (const WorkPointer work = event_of(handle).work) scheduler().finish(work);
  });
}

// Lets one more piece of the work before it happen, so that a host that polls gets on.
cudaError_t cudaEventQuery(cudaEvent_t handle) {
  return api([&] {
    refuse_while_capturing("asking whether an event is done");
    const WorkPointer work = event_of(handle).work;
    if (!work || work->done) return cudaSuccess;
    scheduler().advance(work);
    return work->done ? cudaSuccess : cudaErrorNotReady;
  });
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  return api([&] {
    const CUevent_st& first = event_of(start);
    const CUevent_st& last = event_of(end);
    const bool done = is_done(first) && is_done(last);
    if (!done) return cudaErrorNotReady;
    const std::chrono::duration<float, std::milli> elapsed =
        last.work->finished - first.work->finished;
    *milliseconds = elapsed.count();
    return cudaSuccess;
  });
}

// An event that was never recorded holds nobody up.
cudaError_t cudaStreamWaitEvent(cudaStream_t stream_handle, cudaEvent_t handle, unsigned) {
  return api([&] {
    CUstream_st& stream = stream_of(stream_handle);
    const CUevent_st& event = event_of(handle);
    if (event.capture) {
      wait_for_captured(stream, event);
    } else if (stream.capture) {
      stream.capture->invalidated = true;
      throw Refused(cudaErrorStreamCaptureIsolation,
                    "a captured stream waits for an event from outside of the capture");
    } else if (event.work) {
      wait_for(stream, event.work);
    }
  });
}

}  // extern "C"
