#include "features/real_transform_cufft.hpp"

#include <source_location>
#include <string>

#include "timbre/core/error.hpp"
#include "timbre/core/log.hpp"

namespace timbre::cuda::features {
namespace {

// cuFFT has no text for its statuses.
void check(cufftResult status, const char* function,
           std::source_location where = std::source_location::current()) {
  if (status == CUFFT_SUCCESS) return;
  throw Error(std::string(where.file_name()) + ":" + std::to_string(where.line()) + ": " +
              function + " failed: cuFFT's status " + std::to_string(static_cast<int>(status)));
}

}  // namespace

RealTransform::RealTransform(CudaDevice& device, int size, int batch) {
  check(cufftCreate(&plan_), "cufftCreate");
  try {
    check(cufftSetAutoAllocation(plan_, 0), "cufftSetAutoAllocation");
    std::size_t bytes = 0;
    check(cufftMakePlanMany(plan_, 1, &size, nullptr, 1, size, nullptr, 1, size / 2 + 1, CUFFT_R2C,
                            batch, &bytes),
          "cufftMakePlanMany");
    workspace_ = Buffer(device, bytes);
    check(cufftSetWorkArea(plan_, workspace_.as<void>()), "cufftSetWorkArea");
  } catch (...) {
    cufftDestroy(plan_);
    throw;
  }
}

RealTransform::~RealTransform() {
  if (cufftDestroy(plan_) != CUFFT_SUCCESS) log_warning("a cuFFT plan could not be destroyed");
}

void RealTransform::run(float* frames, float2* spectra, cudaStream_t stream) const {
  check(cufftSetStream(plan_, stream), "cufftSetStream");
  check(cufftExecR2C(plan_, frames, spectra), "cufftExecR2C");
}

}  // namespace timbre::cuda::features
