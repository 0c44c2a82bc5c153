#include "emulator/runtime/stream.hpp"

#include "emulator/runtime/registry.hpp"

namespace timbre::emulated {
namespace {

struct Streams {
  CUstream_st legacy;
  Registry<CUstream_st> made{"streams"};
  unsigned next_number = 1;
};

Streams& streams() {
  static Streams current;
  return current;
}

void invalidate(const std::shared_ptr<Capture>& capture) {
  if (capture) capture->invalidated = true;
}

// What the next work of the stream waits for.
std::vector<WorkPointer> predecessors(const CUstream_st& stream) {
  std::vector<WorkPointer> after;
  const auto add = [&](const WorkPointer& work) {
    if (work) after.push_back(work);
  };
  add(stream.tail);
  const CUstream_st& legacy = streams().legacy;
  if (&stream == &legacy) {
    for (const auto& other : streams().made.all()) {
      if (other->blocking) add(other->tail);
    }
  } else if (stream.blocking) {
    add(legacy.tail);
  }
  return after;
}

void refuse_implicit_wait() {
  for (const auto& other : streams().made.all()) {
    if (other->blocking && other->capture) {
      invalidate(other->capture);
      throw Refused(cudaErrorStreamCaptureImplicit, "the default stream was used while stream " +
                                                        std::to_string(other->number) +
                                                        ", which waits for it, captures a graph");
    }
  }
}

WorkPointer put_captured(CUstream_st& stream, const Operation& operation) {
  auto& nodes = stream.capture->graph->nodes;
  nodes.push_back({operation, stream.captured_tail});
  stream.captured_tail = {nodes.size() - 1};
  return nullptr;
}

}  // namespace

CUstream_st& stream_of(cudaStream_t handle) {
  if (!handle || handle == cudaStreamLegacy) return streams().legacy;
  return streams().made.get(handle);
}

WorkPointer put(CUstream_st& stream, const Operation& operation) {
  if (stream.capture) return put_captured(stream, operation);
  if (&stream == &streams().legacy) refuse_implicit_wait();
  stream.tail = scheduler().submit(operation, predecessors(stream));
  return stream.tail;
}

void wait_for(CUstream_st& stream, const WorkPointer& work) {
  std::vector<WorkPointer> after = predecessors(stream);
  after.push_back(work);
  stream.tail = scheduler().submit({.kind = OperationKind::join, .name = "a wait"}, after);
}

void wait_for_captured(CUstream_st& stream, const CUevent_st& event) {
  if (!stream.capture) {
    stream.capture = event.capture;
    stream.captured_tail.clear();
    event.capture->streams.push_back(&stream);
  }
  stream.captured_tail.insert(stream.captured_tail.end(), event.captured_tail.begin(),
                              event.captured_tail.end());
}

void refuse_while_capturing(const std::string& call) {
  for (const auto& stream : streams().made.all()) {
    if (!stream->capture) continue;
    invalidate(stream->capture);
    throw Refused(cudaErrorStreamCaptureUnsupported,
                  call + " while stream " + std::to_string(stream->number) + " captures a graph");
  }
}

void synchronise(CUstream_st& stream) {
  refuse_while_capturing("waiting for a stream");
  ++counted().synchronisations;
  for (const WorkPointer& work : predecessors(stream)) scheduler().finish(work);
}

void synchronise_all() {
  refuse_while_capturing("waiting for the device");
  ++counted().synchronisations;
  scheduler().finish_all();
}

void reset_streams() {
  streams().made.reset();
  streams().legacy = {};
  streams().next_number = 1;
}

}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  return api([&] {
    auto made = std::make_unique<CUstream_st>();
    made->number = streams().next_number++;
    made->blocking = (flags & cudaStreamNonBlocking) == 0;
    *stream = streams().made.add(std::move(made));
  });
}

cudaError_t cudaStreamCreate(cudaStream_t* stream) {
  return cudaStreamCreateWithFlags(stream, cudaStreamDefault);
}

cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned flags, int) {
  return cudaStreamCreateWithFlags(stream, flags);
}

// Its work is still done, as on the device.
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  return api([&] {
    if (streams().made.get(stream).capture) refuse_while_capturing("destroying a stream");
    streams().made.remove(stream);
  });
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  return api([&] { synchronise(stream_of(stream)); });
}

// Lets one more piece of the stream's work happen, so that a host that polls gets on.
cudaError_t cudaStreamQuery(cudaStream_t stream) {
  return api([&] {
    refuse_while_capturing("asking whether a stream is done");
    const WorkPointer& tail = stream_of(stream).tail;
    if (!tail || tail->done) return cudaSuccess;
    scheduler().advance(tail);
    return tail->done ? cudaSuccess : cudaErrorNotReady;
  });
}

cudaError_t cudaDeviceSynchronize() {
  return api([] { synchronise_all(); });
}

cudaError_t cudaLaunchHostFunc(cudaStream_t stream, cudaHostFn_t function, void* data) {
  return api([&] {
    put(stream_of(stream), {.kind = OperationKind::host_function,
                            .name = "a host function",
                            .submit = [=] { return [=] { function(data); }; }});
  });
}

}  // extern "C"
