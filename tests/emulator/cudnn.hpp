#pragma once

#include <cudnn.h>

#include <memory>

#include "emulator/streams.hpp"
#include "support/plain_ops.hpp"

namespace timbre::test {

#define EXPECT_CUDNN(call) EXPECT_EQ((call), CUDNN_STATUS_SUCCESS)

/// A descriptor of pictures that is destroyed with the object.
class TestTensor {
 public:
  TestTensor(int batch, int channels, int rows, int columns,
             cudnnDataType_t type = CUDNN_DATA_FLOAT) {
    EXPECT_CUDNN(cudnnCreateTensorDescriptor(&handle_));
    EXPECT_CUDNN(cudnnSetTensor4dDescriptor(handle_, CUDNN_TENSOR_NHWC, type, batch, channels, rows,
                                            columns));
  }
  TestTensor(const TestTensor&) = delete;
  TestTensor& operator=(const TestTensor&) = delete;
  ~TestTensor() { cudnnDestroyTensorDescriptor(handle_); }
  cudnnTensorDescriptor_t get() const { return handle_; }

 private:
  cudnnTensorDescriptor_t handle_ = nullptr;
};

class TestFilter {
 public:
  TestFilter(int outputs, int channels, int rows, int columns,
             cudnnDataType_t type = CUDNN_DATA_FLOAT) {
    EXPECT_CUDNN(cudnnCreateFilterDescriptor(&handle_));
    EXPECT_CUDNN(cudnnSetFilter4dDescriptor(handle_, type, CUDNN_TENSOR_NHWC, outputs, channels,
                                            rows, columns));
  }
  TestFilter(const TestFilter&) = delete;
  TestFilter& operator=(const TestFilter&) = delete;
  ~TestFilter() { cudnnDestroyFilterDescriptor(handle_); }
  cudnnFilterDescriptor_t get() const { return handle_; }

 private:
  cudnnFilterDescriptor_t handle_ = nullptr;
};

class TestConvolution {
 public:
  TestConvolution(int pad_rows, int pad_columns, int stride,
                  cudnnMathType_t math = CUDNN_FMA_MATH) {
    EXPECT_CUDNN(cudnnCreateConvolutionDescriptor(&handle_));
    EXPECT_CUDNN(cudnnSetConvolution2dDescriptor(handle_, pad_rows, pad_columns, stride, stride, 1,
                                                 1, CUDNN_CROSS_CORRELATION, CUDNN_DATA_FLOAT));
    EXPECT_CUDNN(cudnnSetConvolutionMathType(handle_, math));
  }
  TestConvolution(const TestConvolution&) = delete;
  TestConvolution& operator=(const TestConvolution&) = delete;
  ~TestConvolution() { cudnnDestroyConvolutionDescriptor(handle_); }
  cudnnConvolutionDescriptor_t get() const { return handle_; }

 private:
  cudnnConvolutionDescriptor_t handle_ = nullptr;
};

/// A fresh emulated device with a handle on a stream.
class CudnnTest : public EmulatedDevice {
 protected:
  CudnnTest() : stream_(std::make_unique<TestStream>()) {
    EXPECT_CUDNN(cudnnCreate(&handle_));
    EXPECT_CUDNN(cudnnSetStream(handle_, stream_->get()));
  }
  ~CudnnTest() override {
    if (handle_) {
      EXPECT_CUDNN(cudnnDestroy(handle_));
    }
    stream_.reset();
  }

  cudnnHandle_t handle() const { return handle_; }
  /// Forgets the handle: the test destroyed it.
  void drop_handle() { handle_ = nullptr; }
  cudaStream_t stream() const { return stream_->get(); }
  void wait() const { TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream())); }

  static constexpr float one = 1.0f;
  static constexpr float zero = 0.0f;

 private:
  std::unique_ptr<TestStream> stream_;
  cudnnHandle_t handle_ = nullptr;
};

}  // namespace timbre::test
