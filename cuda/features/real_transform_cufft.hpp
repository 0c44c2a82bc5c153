#pragma once

#include <cufft.h>

#include "core/device.hpp"

namespace timbre::cuda::features {

/// cuFFT's transforms of a batch of real frames, of any length:
/// X[k] = sum over n of x[n] exp(-2 pi i k n / size), k = 0 ... size / 2.
class RealTransform {
 public:
  /// Throws Error with cuFFT's status when it has no plan for the size.
  RealTransform(CudaDevice& device, int size, int batch);
  RealTransform(const RealTransform&) = delete;
  RealTransform& operator=(const RealTransform&) = delete;
  ~RealTransform();

  /// Always the whole batch. `frames` [batch, size] and `spectra` [batch, size / 2 + 1] are memory
  /// of the device, aligned to 8 bytes. All runs share a workspace, so that one must end
  /// before the next begins, as on a device's stream.
  void run(float* frames, float2* spectra, cudaStream_t stream) const;

 private:
  cufftHandle plan_ = 0;
  Buffer workspace_;
};

}  // namespace timbre::cuda::features
