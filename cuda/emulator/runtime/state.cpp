#include "emulator/runtime/state.hpp"

#include <utility>

namespace timbre::emulated {
namespace {

struct State {
  std::recursive_mutex mutex;
  std::vector<Report> reports;
  cudaError_t failure = cudaSuccess;
  std::string failure_text;
  Statistics statistics;
};

State& state() {
  static State current;
  return current;
}

thread_local cudaError_t last_error = cudaSuccess;

cudaError_t error_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::out_of_bounds:
    case FaultKind::use_after_free:
      return cudaErrorIllegalAddress;
    case FaultKind::misaligned:
      return cudaErrorMisalignedAddress;
    default:
      return cudaErrorLaunchFailure;
  }
}

}  // namespace

std::recursive_mutex& runtime_mutex() {
  return state().mutex;
}

void add_report(FaultKind kind, const std::string& text) {
  state().reports.push_back({kind, text});
}

void fail_device(const Fault& fault) {
  add_report(fault.kind(), fault.what());
  if (state().failure != cudaSuccess) return;
  state().failure = error_of(fault.kind());
  state().failure_text = fault.what();
}

cudaError_t device_failure() {
  return state().failure;
}

cudaError_t remember(cudaError_t error) {
  // A query that says "not yet" is no error to remember.
  if (error != cudaSuccess && error != cudaErrorNotReady) last_error = error;
  return error;
}

void forget_errors() {
  state().failure = cudaSuccess;
  last_error = cudaSuccess;
}

void forgive_failure() {
  const std::lock_guard lock(runtime_mutex());
  forget_errors();
}

Statistics& counted() {
  return state().statistics;
}

Statistics statistics() {
  const std::lock_guard lock(runtime_mutex());
  return counted();
}

std::vector<Report> take_reports() {
  const std::lock_guard lock(runtime_mutex());
  return std::exchange(state().reports, {});
}

}  // namespace timbre::emulated

using timbre::emulated::last_error;
using timbre::emulated::state;

extern "C" {

cudaError_t cudaGetLastError() {
  const cudaError_t error = last_error;
  last_error = timbre::emulated::device_failure();
  return error;
}

cudaError_t cudaPeekAtLastError() {
  return last_error;
}

// The device's failure tells what happened, so that a host's own message about it does too.
const char* cudaGetErrorString(cudaError_t error) {
  if (error != cudaSuccess && error == state().failure) return state().failure_text.c_str();
  return cudaGetErrorName(error);
}

}  // extern "C"
