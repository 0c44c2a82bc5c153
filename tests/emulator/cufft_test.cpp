// The emulated cuFFT: what it computes, and what it refuses.
#include <cufft.h>

#include <complex>
#include <numbers>

#include "emulator/streams.hpp"
#include "support/golden.hpp"

namespace timbre::test {
namespace {

using emulated::FaultKind;

class CufftTest : public EmulatedDevice {
 protected:
  ~CufftTest() override {
    if (plan_ != 0) {
      EXPECT_EQ(cufftDestroy(plan_), CUFFT_SUCCESS);
    }
  }

  // A plan that needs its workspace and stream yet.
  void make(int size, int batch) {
    EXPECT_EQ(cufftCreate(&plan_), CUFFT_SUCCESS);
    EXPECT_EQ(cufftSetAutoAllocation(plan_, 0), CUFFT_SUCCESS);
    EXPECT_EQ(many(size, batch), CUFFT_SUCCESS);
  }
  cufftResult many(int size, int batch, cufftType type = CUFFT_R2C) {
    return cufftMakePlanMany(plan_, 1, &size, nullptr, 1, size, nullptr, 1, size / 2 + 1, type,
                             batch, &workspace_bytes_);
  }

  cufftHandle plan_ = 0;
  std::size_t workspace_bytes_ = 0;
};

TEST_F(CufftTest, TransformsEachFrame) {
  for (const int size : {6, 7, 16}) {
    constexpr int batch = 3;
    const std::vector<float> values = noise(static_cast<std::size_t>(size * batch), 1);
    const DeviceArray<float> input(values);
    const DeviceArray<float2> output(static_cast<std::size_t>((size / 2 + 1) * batch));
    make(size, batch);
    const DeviceArray<char> workspace(workspace_bytes_);
    const TestStream stream;
    EXPECT_EQ(cufftSetWorkArea(plan_, workspace.get()), CUFFT_SUCCESS);
    EXPECT_EQ(cufftSetStream(plan_, stream.get()), CUFFT_SUCCESS);
    EXPECT_EQ(cufftExecR2C(plan_, input.get(), output.get()), CUFFT_SUCCESS);
    TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
    const std::vector<float2> spectra = output.values();
    for (int frame = 0; frame < batch; ++frame) {
      for (int bin = 0; bin <= size / 2; ++bin) {
        std::complex<double> sum = 0.0;
        for (int n = 0; n < size; ++n) {
          sum += std::polar<double>(values[frame * size + n],
                                    -2.0 * std::numbers::pi * bin * n / size);
        }
        const float2 actual = spectra[frame * (size / 2 + 1) + bin];
        EXPECT_NEAR(actual.x, sum.real(), 1e-6) << size << " " << frame << " " << bin;
        EXPECT_NEAR(actual.y, sum.imag(), 1e-6) << size << " " << frame << " " << bin;
      }
    }
    EXPECT_EQ(cufftDestroy(plan_), CUFFT_SUCCESS);
    plan_ = 0;
  }
}

TEST_F(CufftTest, RefusesPlansThatDoNotFit) {
  EXPECT_EQ(cufftCreate(&plan_), CUFFT_SUCCESS);
  EXPECT_EQ(many(8, 2), CUFFT_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"allocate a workspace of its own"});
  EXPECT_EQ(cufftSetAutoAllocation(plan_, 0), CUFFT_SUCCESS);
  EXPECT_EQ(many(8, 0), CUFFT_INVALID_SIZE);
  expect_report(FaultKind::misuse, {"a transform without values"});
  EXPECT_EQ(many(8, 1, CUFFT_C2C), CUFFT_NOT_SUPPORTED);
  expect_report(FaultKind::misuse, {"real frames only"});
  int size = 8;
  EXPECT_EQ(
      cufftMakePlanMany(plan_, 1, &size, &size, 1, 7, &size, 1, 5, CUFFT_R2C, 2, &workspace_bytes_),
      CUFFT_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"the input's frames overlap"});
  EXPECT_EQ(many(8, 2), CUFFT_SUCCESS);
  EXPECT_EQ(many(8, 2), CUFFT_INVALID_PLAN);
  expect_report(FaultKind::misuse, {"made already"});
}

TEST_F(CufftTest, RefusesCallsThatDoNotFit) {
  const DeviceArray<float> input(noise(17, 1));
  const DeviceArray<float2> output(10);
  const TestStream stream;
  make(8, 2);
  const DeviceArray<char> workspace(workspace_bytes_);
  const auto run = [&](float* from, float2* to) { return cufftExecR2C(plan_, from, to); };
  EXPECT_EQ(run(input.get(), output.get()), CUFFT_INVALID_VALUE);
  expect_report(FaultKind::misuse, {"no stream"});
  EXPECT_EQ(cufftSetStream(plan_, stream.get()), CUFFT_SUCCESS);
  EXPECT_EQ(run(input.get(), output.get()), CUFFT_NO_WORKSPACE);
  expect_report(FaultKind::misuse, {"has no workspace"});
  EXPECT_EQ(cufftSetWorkArea(plan_, workspace.get()), CUFFT_SUCCESS);
  EXPECT_EQ(run(input.get() + 1, output.get()), CUFFT_INVALID_VALUE);
  expect_report(FaultKind::misaligned, {"the input is not aligned to 8 bytes"});
  EXPECT_EQ(run(input.get() + 2, output.get()), CUFFT_INVALID_VALUE);
  expect_report(FaultKind::out_of_bounds, {"the input"});
  EXPECT_EQ(run(input.get(), output.get() + 1), CUFFT_INVALID_VALUE);
  expect_report(FaultKind::out_of_bounds, {"the output"});
  EXPECT_EQ(cufftExecR2C(plan_ + 1, input.get(), output.get()), CUFFT_INVALID_PLAN);
  expect_report(FaultKind::misuse, {"not one of the live cuFFT plans"});
}

TEST_F(CufftTest, ReportsPlansThatAreLeftOver) {
  make(8, 1);
  plan_ = 0;
  emulated::reset_device();
  expect_report(FaultKind::leak, {"1 cuFFT plans never destroyed"});
}

}  // namespace
}  // namespace timbre::test
