#pragma once

// The part of cuFFT 12's interface that the emulated device has, for builds without the toolkit's
// headers: same names, signatures and numbers. The fakes are compiled against either set of
// headers, so a signature that differs does not compile.
#include <cuda_runtime_api.h>

#include <cstddef>

enum cufftResult {
  CUFFT_SUCCESS = 0,
  CUFFT_INVALID_PLAN = 1,
  CUFFT_INVALID_VALUE = 4,
  CUFFT_EXEC_FAILED = 6,
  CUFFT_INVALID_SIZE = 8,
  CUFFT_UNALIGNED_DATA = 9,
  CUFFT_NO_WORKSPACE = 13,
  CUFFT_NOT_SUPPORTED = 16,
};

enum cufftType {
  CUFFT_R2C = 0x2a,
  CUFFT_C2R = 0x2c,
  CUFFT_C2C = 0x29,
};

using cufftHandle = int;
using cufftReal = float;
using cufftComplex = float2;

extern "C" {

cufftResult cufftCreate(cufftHandle* plan);
cufftResult cufftDestroy(cufftHandle plan);
cufftResult cufftSetStream(cufftHandle plan, cudaStream_t stream);
cufftResult cufftSetAutoAllocation(cufftHandle plan, int allocate);
cufftResult cufftMakePlanMany(cufftHandle plan, int rank, int* sizes, int* input_embed,
                              int input_stride, int input_distance, int* output_embed,
                              int output_stride, int output_distance, cufftType type, int batch,
                              std::size_t* workspace_bytes);
cufftResult cufftSetWorkArea(cufftHandle plan, void* workspace);
cufftResult cufftExecR2C(cufftHandle plan, cufftReal* input, cufftComplex* output);

}  // extern "C"
