#include <cstring>
#include <memory>

#include "emulator/engine/observer.hpp"
#include "emulator/engine/sanitizers.hpp"
#include "emulator/runtime/memory.hpp"
#include "emulator/runtime/state.hpp"
#include "emulator/runtime/stream.hpp"

namespace timbre::emulated {
namespace {

// Fowler, Noll and Vo's FNV-1a: enough to see that the host changed what is still to be copied.
std::uint64_t checksum(const void* address, std::size_t bytes) {
  std::uint64_t sum = 0xcbf29ce484222325u;
  const auto* begin = static_cast<const unsigned char*>(address);
  for (std::size_t offset = 0; offset < bytes; ++offset) {
    sum = (sum ^ begin[offset]) * 0x100000001b3u;
  }
  return sum;
}

struct Copy {
  void* to;
  const void* from;
  std::size_t bytes;
  bool to_device, from_device;

  std::string name() const {
    const std::string size = "the copy of " + std::to_string(bytes) + " bytes ";
    if (to_device) return size + (from_device ? "on the device" : "to the device");
    return size + (from_device ? "to the host" : "on the host");
  }
};

cudaMemcpyKind direction(const Copy& copy) {
  if (copy.to_device) return copy.from_device ? cudaMemcpyDeviceToDevice : cudaMemcpyHostToDevice;
  return copy.from_device ? cudaMemcpyDeviceToHost : cudaMemcpyHostToHost;
}

void check(const Copy& copy) {
  memory().check_range(copy.from, copy.bytes, "the source of " + copy.name());
  memory().check_range(copy.to, copy.bytes, "the destination of " + copy.name());
}

Copy make_copy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  const Copy copy{to, from, bytes, memory().on_device(to), memory().on_device(from)};
  check(copy);
  if (kind != cudaMemcpyDefault && kind != direction(copy)) {
    throw Refused(cudaErrorInvalidMemcpyDirection,
                  "the addresses make it " + copy.name() + ", but the call says otherwise");
  }
  return copy;
}

void count(const Copy& copy) {
  Statistics& statistics = counted();
  if (copy.to_device && copy.from_device) {
    ++statistics.copies_on_device;
    statistics.bytes_on_device += copy.bytes;
  } else if (copy.to_device) {
    ++statistics.copies_to_device;
    statistics.bytes_to_device += copy.bytes;
  } else if (copy.from_device) {
    ++statistics.copies_to_host;
    statistics.bytes_to_host += copy.bytes;
  }
}

void refuse_changed_source(const Copy& copy, std::uint64_t sum) {
  if (checksum(copy.from, copy.bytes) == sum) return;
  throw Fault(FaultKind::pending_copy,
              copy.name() + ": the host changed its source before it was done");
}

void refuse_changed_destination(const Copy& copy) {
  const std::size_t offset = first_unpoisoned(copy.to, copy.bytes);
  if (offset == copy.bytes) return;
  throw Fault(FaultKind::pending_copy, copy.name() + ": the host wrote to byte " +
                                           std::to_string(offset) +
                                           " of its destination before it was done");
}

void report_uninitialised(const Copy& copy) {
  const std::size_t offset = first_poisoned(copy.from, copy.bytes);
  if (offset == copy.bytes) return;
  add_report(FaultKind::uninitialised, copy.name() + ": byte " + std::to_string(offset) +
                                           " was never written, or not yet: it lies in " +
                                           describe(*memory().find(copy.from)));
}

// Between submission and copy the host's destination holds NaN, and with the address sanitizer
// may not be touched at all; the host's source may not change.
Task submit_copy(const Copy& copy) {
  count(copy);
  std::uint64_t sum = 0;
  if (!copy.from_device) sum = checksum(copy.from, copy.bytes);
  if (copy.from_device && !copy.to_device) {
    poison(copy.to, copy.bytes);
    forbid_access(copy.to, copy.bytes);
  }
  return [copy, sum] {
    check(copy);
    if (!copy.from_device) refuse_changed_source(copy, sum);
    if (copy.from_device && !copy.to_device) {
      allow_access(copy.to, copy.bytes);
      refuse_changed_destination(copy);
      report_uninitialised(copy);
    }
    std::memmove(copy.to, copy.from, copy.bytes);
    if (Observer* listener = observer()) listener->copied(copy.to, copy.from, copy.bytes);
  };
}

void put_copy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
              cudaStream_t stream) {
  if (bytes == 0) return;
  const Copy copy = make_copy(to, from, bytes, kind);
  put(stream_of(stream), {.kind = OperationKind::copy, .name = copy.name(), .submit = [copy] {
                            return submit_copy(copy);
                          }});
}

void put_fill(void* address, int value, std::size_t bytes, cudaStream_t stream) {
  if (bytes == 0) return;
  const std::string name = "the fill of " + std::to_string(bytes) + " bytes";
  memory().check_range(address, bytes, name);
  if (!memory().find(address))
    throw Refused(cudaErrorInvalidValue, name + ": the address is not the device's");
  const Task fill = [=] {
    memory().check_range(address, bytes, name);
    std::memset(address, value, bytes);
    if (Observer* listener = observer()) listener->filled(address, bytes);
  };
  put(stream_of(stream),
      {.kind = OperationKind::fill, .name = name, .submit = [fill] { return fill; }});
}

}  // namespace
}  // namespace timbre::emulated

using namespace timbre::emulated;

extern "C" {

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  return api([&] { put_copy(to, from, bytes, kind, stream); });
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  return api([&] {
    refuse_while_capturing("cudaMemcpy");
    put_copy(to, from, bytes, kind, nullptr);
    synchronise(stream_of(nullptr));
  });
}

cudaError_t cudaMemsetAsync(void* address, int value, std::size_t bytes, cudaStream_t stream) {
  return api([&] { put_fill(address, value, bytes, stream); });
}

// Asynchronous to the host, as on the device.
cudaError_t cudaMemset(void* address, int value, std::size_t bytes) {
  return api([&] {
    refuse_while_capturing("cudaMemset");
    put_fill(address, value, bytes, nullptr);
  });
}

}  // extern "C"
