#pragma once

#include <cuda_runtime_api.h>

#include <source_location>

namespace timbre::cuda {

/// Throws Error with file, line, the expression and CUDA's name and text of the failure unless
/// `status` is success. CUDA's last error is cleared, so that the next check sees its own.
void check(cudaError_t status, const char* expression,
           std::source_location where = std::source_location::current());

/// For destructors: a failure is logged as a warning and cleared.
void check_quietly(cudaError_t status, const char* expression) noexcept;

}  // namespace timbre::cuda

/// A macro only because the message shows the expression.
#define TIMBRE_CUDA_CHECK(expression) ::timbre::cuda::check((expression), #expression)
