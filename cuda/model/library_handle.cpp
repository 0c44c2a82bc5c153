#include "model/library_handle.hpp"

#include <array>
#include <string>

#include "timbre/core/error.hpp"
#include "timbre/core/log.hpp"

namespace timbre::cuda {
namespace {

std::string reason_of(cudnnStatus_t status) {
  std::array<char, 512> detail{};
  cudnnGetLastErrorString(detail.data(), detail.size());
  return std::string(cudnnGetErrorString(status)) + ", " + detail.data();
}

std::string reason_of(cublasStatus_t status) {
  return cublasLtGetStatusString(status);
}

template <typename Status>
void throw_unless_zero(Status status, const char* expression, const std::source_location& where) {
  if (status == Status{}) return;
  throw Error(std::string(where.file_name()) + ":" + std::to_string(where.line()) + ": " +
              expression + " failed: " + reason_of(status));
}

template <typename Status>
void warn_unless_zero(Status status, const char* expression) noexcept {
  if (status == Status{}) return;
  try {
    log_warning(std::string(expression) + " failed: " + reason_of(status));
  } catch (...) {
    // A destructor has nobody to tell.
  }
}

}  // namespace

void check(cudnnStatus_t status, const char* expression, std::source_location where) {
  throw_unless_zero(status, expression, where);
}

void check(cublasStatus_t status, const char* expression, std::source_location where) {
  throw_unless_zero(status, expression, where);
}

void check_quietly(cudnnStatus_t status, const char* expression) noexcept {
  warn_unless_zero(status, expression);
}

void check_quietly(cublasStatus_t status, const char* expression) noexcept {
  warn_unless_zero(status, expression);
}

}  // namespace timbre::cuda
