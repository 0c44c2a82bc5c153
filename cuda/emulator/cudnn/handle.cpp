#include <cstring>
#include <memory>

#include "emulator/cudnn/objects.hpp"
#include "emulator/runtime/stream.hpp"

using namespace timbre::emulated;

extern "C" {

cudnnStatus_t cudnnCreate(cudnnHandle_t* handle) {
  return cudnn_call(__func__, [&] {
    refuse_while_capturing("making a handle");
    *handle = cudnn_objects().handles.add(std::make_unique<cudnnContext>());
  });
}

cudnnStatus_t cudnnDestroy(cudnnHandle_t handle) {
  return cudnn_call(__func__, [&] {
    context_of(handle);
    refuse_while_capturing("destroying a handle");
    cudnn_objects().handles.remove(handle);
  });
}

cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream) {
  return cudnn_call(__func__, [&] {
    cudnnContext& context = context_of(handle);
    stream_of(stream);
    context.stream = stream;
    context.has_stream = true;
  });
}

const char* cudnnGetErrorString(cudnnStatus_t status) {
  switch (status) {
    case CUDNN_STATUS_SUCCESS:
      return "CUDNN_STATUS_SUCCESS";
    case CUDNN_STATUS_BAD_PARAM:
      return "CUDNN_STATUS_BAD_PARAM";
    case CUDNN_STATUS_BAD_PARAM_SIZE_INSUFFICIENT:
      return "CUDNN_STATUS_BAD_PARAM_SIZE_INSUFFICIENT";
    case CUDNN_STATUS_NOT_SUPPORTED:
      return "CUDNN_STATUS_NOT_SUPPORTED";
    case CUDNN_STATUS_EXECUTION_FAILED:
      return "CUDNN_STATUS_EXECUTION_FAILED";
    default:
      return "a status that the emulated device does not give";
  }
}

void cudnnGetLastErrorString(char* message, std::size_t size) {
  std::strncpy(message, last_refusal().c_str(), size - 1);
  message[size - 1] = '\0';
}

}  // extern "C"
