#include "core/check.hpp"

#include <string>

#include "timbre/core/error.hpp"
#include "timbre/core/log.hpp"

namespace timbre::cuda {
namespace {

std::string describe(cudaError_t status, const char* expression) {
  return std::string(expression) + " failed: " + cudaGetErrorName(status) + ", " +
         cudaGetErrorString(status);
}

}  // namespace

void check(cudaError_t status, const char* expression, std::source_location where) {
  if (status == cudaSuccess) return;
  cudaGetLastError();
  throw Error(std::string(where.file_name()) + ":" + std::to_string(where.line()) + ": " +
              describe(status, expression));
}

void check_quietly(cudaError_t status, const char* expression) noexcept {
  if (status == cudaSuccess) return;
  cudaGetLastError();
  try {
    log_warning(describe(status, expression));
  } catch (...) {
    // A destructor has nobody to tell.
  }
}

}  // namespace timbre::cuda
