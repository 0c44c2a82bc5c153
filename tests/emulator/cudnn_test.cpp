#include <cmath>

#include "emulator/cudnn.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using emulated::FaultKind;

class CudnnHandleTest : public CudnnTest {
 protected:
  cudnnStatus_t sum(cudnnHandle_t used, const TestTensor& dy_desc, const TestTensor& db_desc) {
    const DeviceArray<float> dy(std::vector<float>(4, 1.0f)), db(2);
    const cudnnStatus_t status = cudnnConvolutionBackwardBias(used, &one, dy_desc.get(), dy.get(),
                                                              &zero, db_desc.get(), db.get());
    TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
    return status;
  }
};

TEST_F(CudnnHandleTest, WithoutAStreamIsRefused) {
  const TestTensor dy(2, 2, 1, 1), db(1, 2, 1, 1);
  cudnnHandle_t fresh = nullptr;
  EXPECT_CUDNN(cudnnCreate(&fresh));
  EXPECT_EQ(sum(fresh, dy, db), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"cudnnConvolutionBackwardBias", "never given a stream"});
  EXPECT_CUDNN(cudnnDestroy(fresh));
}

TEST_F(CudnnHandleTest, WithADestroyedStreamIsRefused) {
  const TestTensor dy(2, 2, 1, 1), db(1, 2, 1, 1);
  cudaStream_t gone = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamCreate(&gone));
  EXPECT_CUDNN(cudnnSetStream(handle(), gone));
  TIMBRE_CUDA_CHECK(cudaStreamDestroy(gone));
  EXPECT_EQ(sum(handle(), dy, db), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"not one of the live streams"});
}

TEST_F(CudnnHandleTest, IsOfNoUseOnceDestroyed) {
  const TestTensor dy(2, 2, 1, 1), db(1, 2, 1, 1);
  const cudnnHandle_t gone = handle();
  EXPECT_CUDNN(cudnnDestroy(gone));
  drop_handle();
  EXPECT_EQ(sum(gone, dy, db), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"not one of the live cuDNN handles"});
  EXPECT_EQ(cudnnDestroy(gone), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"cudnnDestroy", "not one of the live cuDNN handles"});
}

TEST_F(CudnnHandleTest, IsNotMadeWhileAStreamCaptures) {
  cudaGraph_t graph = nullptr;
  cudnnHandle_t made = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamBeginCapture(stream(), cudaStreamCaptureModeGlobal));
  EXPECT_EQ(cudnnCreate(&made), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"making a handle while stream", "captures a graph"});
  EXPECT_EQ(cudaStreamEndCapture(stream(), &graph), cudaErrorStreamCaptureInvalidated);
  expect_report(FaultKind::misuse, {"spoilt the capture"});
}

TEST_F(CudnnHandleTest, SaysWhatTheLastRefusalWas) {
  char message[200] = "";
  EXPECT_EQ(cudnnDestroyTensorDescriptor(nullptr), CUDNN_STATUS_BAD_PARAM);
  cudnnGetLastErrorString(message, sizeof message);
  EXPECT_STREQ(message,
               "cudnnDestroyTensorDescriptor: a handle that is not one of the live tensor "
               "descriptors");
  EXPECT_STREQ(cudnnGetErrorString(CUDNN_STATUS_BAD_PARAM), "CUDNN_STATUS_BAD_PARAM");
  emulated::take_reports();
}

using CudnnLeakTest = EmulatedDevice;

TEST_F(CudnnLeakTest, IsReportedAtTheReset) {
  cudnnHandle_t handle = nullptr;
  cudnnTensorDescriptor_t tensor = nullptr;
  EXPECT_CUDNN(cudnnCreate(&handle));
  EXPECT_CUDNN(cudnnCreateTensorDescriptor(&tensor));
  emulated::reset_device();
  const auto reports = emulated::take_reports();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].text, "1 cuDNN handles never destroyed");
  EXPECT_EQ(reports[1].text, "1 tensor descriptors never destroyed");
}

TEST_F(CudnnHandleTest, DescriptorsAreRefusedBeforeTheyAreSetAndAfterTheyAreDestroyed) {
  const TestTensor db(1, 2, 1, 1);
  const DeviceArray<float> values(std::vector<float>(4, 1.0f)), sums(2);
  cudnnTensorDescriptor_t dy = nullptr;
  EXPECT_CUDNN(cudnnCreateTensorDescriptor(&dy));
  const auto run = [&] {
    return cudnnConvolutionBackwardBias(handle(), &one, dy, values.get(), &zero, db.get(),
                                        sums.get());
  };
  EXPECT_EQ(run(), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"dy's descriptor was never set"});
  EXPECT_CUDNN(cudnnDestroyTensorDescriptor(dy));
  EXPECT_EQ(run(), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"not one of the live tensor descriptors"});
}

TEST_F(CudnnHandleTest, DescriptorsOfWhatIsNotKnownAreRefused) {
  const TestTensor tensor(1, 1, 1, 1);
  const TestConvolution convolution(0, 0, 1);
  const auto set_tensor = [&](cudnnTensorFormat_t format, cudnnDataType_t type, int rows) {
    return cudnnSetTensor4dDescriptor(tensor.get(), format, type, 1, 2, rows, 3);
  };
  EXPECT_EQ(set_tensor(CUDNN_TENSOR_NCHW, CUDNN_DATA_FLOAT, 3), CUDNN_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"knows NHWC only"});
  EXPECT_EQ(set_tensor(CUDNN_TENSOR_NHWC, CUDNN_DATA_HALF, 3), CUDNN_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"knows float and bfloat16 only"});
  EXPECT_EQ(set_tensor(CUDNN_TENSOR_NHWC, CUDNN_DATA_FLOAT, 0), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"a size is not positive"});

  const auto set = [&](int padding, int stride, int dilation, cudnnConvolutionMode_t mode,
                       cudnnDataType_t compute) {
    return cudnnSetConvolution2dDescriptor(convolution.get(), padding, 0, stride, 1, dilation, 1,
                                           mode, compute);
  };
  const auto cross = CUDNN_CROSS_CORRELATION;
  EXPECT_EQ(set(-1, 1, 1, cross, CUDNN_DATA_FLOAT), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"a padding is negative"});
  EXPECT_EQ(set(0, 0, 1, cross, CUDNN_DATA_FLOAT), CUDNN_STATUS_BAD_PARAM);
  expect_report(FaultKind::misuse, {"a stride is not positive"});
  EXPECT_EQ(set(0, 1, 2, cross, CUDNN_DATA_FLOAT), CUDNN_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"knows no dilation"});
  EXPECT_EQ(set(0, 1, 1, CUDNN_CONVOLUTION, CUDNN_DATA_FLOAT), CUDNN_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"turns no kernels"});
  EXPECT_EQ(set(0, 1, 1, cross, CUDNN_DATA_HALF), CUDNN_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"adds up in float only"});
  EXPECT_EQ(cudnnSetConvolutionMathType(convolution.get(), CUDNN_TENSOR_OP_MATH_ALLOW_CONVERSION),
            CUDNN_STATUS_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"convert float to half"});
}

}  // namespace
}  // namespace timbre::test
