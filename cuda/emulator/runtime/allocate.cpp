#include "emulator/runtime/memory.hpp"
#include "emulator/runtime/state.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

// Nothing is allocated for no bytes.
cudaError_t allocate(void** address, std::size_t bytes, MemoryKind kind) {
  *address = nullptr;
  if (bytes == 0) return cudaSuccess;
  *address = memory().allocate(bytes, kind);
  return *address ? cudaSuccess : cudaErrorMemoryAllocation;
}

// The host's call waits for the device, as the real one does.
void free_now(void* address, MemoryKind kind) {
  if (!address) return;
  refuse_while_capturing("freeing memory");
  scheduler().finish_all();
  memory().release(address, kind);
}

}  // namespace
}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cudaError_t cudaMalloc(void** address, std::size_t bytes) {
  return api([&] {
    refuse_while_capturing("cudaMalloc");
    return allocate(address, bytes, MemoryKind::device);
  });
}

cudaError_t cudaFree(void* address) {
  return api([&] { free_now(address, MemoryKind::device); });
}

cudaError_t cudaMallocHost(void** address, std::size_t bytes) {
  return api([&] {
    refuse_while_capturing("cudaMallocHost");
    return allocate(address, bytes, MemoryKind::pinned);
  });
}

cudaError_t cudaHostAlloc(void** address, std::size_t bytes, unsigned) {
  return cudaMallocHost(address, bytes);
}

cudaError_t cudaFreeHost(void* address) {
  return api([&] { free_now(address, MemoryKind::pinned); });
}

cudaError_t cudaMallocAsync(void** address, std::size_t bytes, cudaStream_t stream) {
  return api([&] {
    if (stream_of(stream).capture) refuse_while_capturing("cudaMallocAsync");
    return allocate(address, bytes, MemoryKind::device);
  });
}

cudaError_t cudaFreeAsync(void* address, cudaStream_t stream) {
  return api([&] {
    if (!address) return;
    if (stream_of(stream).capture) refuse_while_capturing("cudaFreeAsync");
    const Task release = [=] { memory().release(address, MemoryKind::device); };
    put(stream_of(stream), {.kind = OperationKind::release,
                            .name = "cudaFreeAsync",
                            .submit = [release] { return release; }});
  });
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  return api([&] {
    *total = memory().device_bytes;
    *free = memory().device_bytes - counted().live_bytes;
  });
}

}  // extern "C"
