#pragma once

#include <cuda_runtime_api.h>

#include <string>

#include "emulator/runtime/state.hpp"

// What the fakes of CUDA's libraries share.
namespace timbre::emulated {

/// A call that a library refuses: the fault is reported, and the caller gets the library's status.
template <typename Status>
class RefusedByLibrary : public Fault {
 public:
  RefusedByLibrary(Status status, const std::string& what, FaultKind kind = FaultKind::misuse)
      : Fault(kind, what), status_(status) {}
  Status status() const { return status_; }

 private:
  Status status_;
};

/// A library's statuses for what every call of it may meet.
template <typename Status>
struct LibraryStatuses {
  Status success;
  Status bad_argument;  ///< a handle or an address that is not right
  Status failed;        ///< the device failed before
};

/// Reports a refusal of the function.
void report_refusal(const char* function, const Fault& fault);
/// What the last refused call of this thread did wrong.
const std::string& last_refusal();

/// Runs the body of a library's function: holds the lock, turns faults into reports and statuses.
template <typename Status, typename Body>
Status library_call(const LibraryStatuses<Status>& statuses, const char* function, Body body) {
  const std::lock_guard lock(runtime_mutex());
  try {
    if (device_failure() != cudaSuccess) return statuses.failed;
    body();
    return device_failure() == cudaSuccess ? statuses.success : statuses.failed;
  } catch (const RefusedByLibrary<Status>& refused) {
    report_refusal(function, refused);
    return refused.status();
  } catch (const Fault& fault) {
    report_refusal(function, fault);
    return statuses.bad_argument;
  }
}

/// Has a kind of library object looked for by reset_library_objects.
using ResetFunction = void (*)();
void on_reset(ResetFunction reset);
/// Reports what was not destroyed of every library, and destroys it.
void reset_library_objects();

}  // namespace timbre::emulated
