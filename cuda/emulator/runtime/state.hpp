#pragma once

#include <concepts>
#include <mutex>
#include <string>
#include <vector>

#include "emulator/runtime/report.hpp"

// What the runtime's functions share.
namespace timbre::emulated {

/// A call that the runtime refuses: the fault is reported, and the caller gets the error.
class Refused : public Fault {
 public:
  Refused(cudaError_t error, const std::string& what, FaultKind kind = FaultKind::misuse)
      : Fault(kind, what), error_(error) {}
  cudaError_t error() const { return error_; }

 private:
  cudaError_t error_;
};

/// The runtime's lock; every function of the API holds it.
std::recursive_mutex& runtime_mutex();

void add_report(FaultKind kind, const std::string& text);
/// A fault of work on the device: every later call fails until a reset, as on the device.
void fail_device(const Fault& fault);
/// The error that the device is stuck with, or success.
cudaError_t device_failure();
cudaError_t remember(cudaError_t error);
void forget_errors();

Statistics& counted();

/// Runs the body of an API function: holds the lock, turns faults into reports and errors. A body
/// may return the error itself, for those that are no fault (cudaErrorNotReady).
template <typename Body>
cudaError_t api(Body body) {
  const std::lock_guard lock(runtime_mutex());
  try {
    if (device_failure() != cudaSuccess) return remember(device_failure());
    cudaError_t status = cudaSuccess;
    if constexpr (std::same_as<decltype(body()), cudaError_t>) {
      status = body();
    } else {
      body();
    }
    return remember(device_failure() != cudaSuccess ? device_failure() : status);
  } catch (const Refused& refused) {
    add_report(refused.kind(), refused.what());
    return remember(refused.error());
  } catch (const Fault& fault) {
    fail_device(fault);
    return remember(device_failure());
  }
}

}  // namespace timbre::emulated
