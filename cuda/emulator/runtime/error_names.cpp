#include <cuda_runtime_api.h>

#define TIMBRE_ERROR_NAME(error) \
  case error:                    \
    return #error

extern "C" const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    TIMBRE_ERROR_NAME(cudaSuccess);
    TIMBRE_ERROR_NAME(cudaErrorInvalidValue);
    TIMBRE_ERROR_NAME(cudaErrorMemoryAllocation);
    TIMBRE_ERROR_NAME(cudaErrorInvalidConfiguration);
    TIMBRE_ERROR_NAME(cudaErrorInvalidMemcpyDirection);
    TIMBRE_ERROR_NAME(cudaErrorInvalidDevice);
    TIMBRE_ERROR_NAME(cudaErrorInvalidResourceHandle);
    TIMBRE_ERROR_NAME(cudaErrorNotReady);
    TIMBRE_ERROR_NAME(cudaErrorIllegalAddress);
    TIMBRE_ERROR_NAME(cudaErrorMisalignedAddress);
    TIMBRE_ERROR_NAME(cudaErrorLaunchFailure);
    TIMBRE_ERROR_NAME(cudaErrorNotSupported);
    TIMBRE_ERROR_NAME(cudaErrorStreamCaptureUnsupported);
    TIMBRE_ERROR_NAME(cudaErrorStreamCaptureInvalidated);
    TIMBRE_ERROR_NAME(cudaErrorStreamCaptureUnmatched);
    TIMBRE_ERROR_NAME(cudaErrorStreamCaptureUnjoined);
    TIMBRE_ERROR_NAME(cudaErrorStreamCaptureIsolation);
    TIMBRE_ERROR_NAME(cudaErrorStreamCaptureImplicit);
    TIMBRE_ERROR_NAME(cudaErrorGraphExecUpdateFailure);
    default:
      return "an error that the emulated device does not give";
  }
}

#undef TIMBRE_ERROR_NAME
