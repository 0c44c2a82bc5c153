#include "model/conv2d_cudnn.hpp"
#include "cuda/library_ops.hpp"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using cuda::Conv2d;
using cuda::Conv2dOptions;
using cuda::Conv2dShape;
using cuda::Conv2dSizes;
using model::Padding;
using model::Precision;

using Conv2dTest = LibraryTest;

// Keras's padding by its own words: the output has ceil(input / stride) pixels, and the odd zero
// comes last.
PlainConvolution plain(const Conv2dShape& shape) {
  PlainConvolution result{shape.batch,       shape.rows,           shape.columns, shape.in,
                          shape.kernel_rows, shape.kernel_columns, shape.out,     shape.stride};
  const auto place = [&](std::int64_t input, std::int64_t kernel, std::int64_t& output,
                         std::int64_t& before) {
    if (shape.padding == Padding::valid) {
      output = 0;
      while (output * shape.stride + kernel <= input) ++output;
      return;
    }
    output = (input - 1) / shape.stride + 1;
    before = std::max<std::int64_t>(0, (output - 1) * shape.stride + kernel - input) / 2;
  };
  place(shape.rows, shape.kernel_rows, result.output_rows, result.top);
  place(shape.columns, shape.kernel_columns, result.output_columns, result.left);
  return result;
}

std::vector<Conv2dShape> shapes() {
  const auto same = Padding::same;
  return {
      {.rows = 1, .columns = 1},
      {.batch = 2,
       .rows = 5,
       .columns = 4,
       .in = 3,
       .kernel_rows = 3,
       .kernel_columns = 3,
       .out = 2},
      {.batch = 2,
       .rows = 6,
       .columns = 5,
       .in = 2,
       .kernel_rows = 3,
       .kernel_columns = 3,
       .out = 3,
       .padding = same},
      // An even kernel, and a stride over an even size: one zero more at the end.
      {.batch = 2,
       .rows = 5,
       .columns = 5,
       .in = 2,
       .kernel_rows = 2,
       .kernel_columns = 4,
       .out = 3,
       .padding = same},
      {.batch = 2,
       .rows = 6,
       .columns = 7,
       .in = 3,
       .kernel_rows = 3,
       .kernel_columns = 3,
       .out = 2,
       .stride = 2,
       .padding = same},
      {.batch = 1,
       .rows = 9,
       .columns = 8,
       .in = 1,
       .kernel_rows = 5,
       .kernel_columns = 3,
       .out = 40,
       .stride = 3},
      // A stride that jumps over pixels.
      {.batch = 1,
       .rows = 7,
       .columns = 7,
       .in = 2,
       .kernel_rows = 1,
       .kernel_columns = 1,
       .out = 2,
       .stride = 3,
       .padding = same},
  };
}

/// A convolution's operands on the device, and its three results by plain loops.
struct Problem {
  explicit Problem(const Conv2dShape& shape)
      : sizes(plain(shape)),
        picture(small_integers(sizes.pictures(), 1)),
        kernel(small_integers(sizes.kernels(), 2)),
        gradient(small_integers(sizes.outputs(), 3)),
        x(as_floats(picture)),
        w(as_floats(kernel)),
        dy(as_floats(gradient)),
        y(gradient.size()),
        dx(picture.size()),
        dw(kernel.size()) {}

  void run(const Conv2d& convolution, cuda::Workspace workspace) const {
    convolution.forward(y.get(), x.get(), w.get(), workspace);
    convolution.backward_input(dx.get(), dy.get(), w.get(), workspace);
    convolution.backward_kernel(dw.get(), x.get(), dy.get(), workspace);
  }
  void expect_plain_results(const Tolerance& tolerance) const {
    expect_close(y.values(), plain_forward(sizes, picture, kernel), tolerance);
    expect_close(dx.values(), plain_backward_input(sizes, gradient, kernel), tolerance);
    expect_close(dw.values(), plain_backward_kernel(sizes, picture, gradient), tolerance);
  }

  PlainConvolution sizes;
  Plain picture, kernel, gradient;
  DeviceArray<float> x, w, dy, y, dx, dw;
};

TEST_F(Conv2dTest, GivesThePlainResults) {
  const Tolerance rounded{0.0, 0x1p-8, "results of small integers, rounded once to bfloat16"};
  for (const Precision precision : {Precision::f32, Precision::tf32, Precision::bf16}) {
    for (const Conv2dShape& shape : shapes()) {
      const Problem problem(shape);
      const Conv2d convolution(libraries(), shape, {.precision = precision, .deterministic = true});
      EXPECT_EQ(convolution.output_rows(), problem.sizes.output_rows);
      EXPECT_EQ(convolution.output_columns(), problem.sizes.output_columns);
      const TestWorkspace workspace(convolution.workspace_bytes());
      run([&] { problem.run(convolution, workspace.get()); });
      problem.expect_plain_results(precision == Precision::bf16 ? rounded : exact());
    }
  }
}

TEST_F(Conv2dTest, IsCapturedAndReplayed) {
  const Conv2dShape shape = shapes()[4];
  const Problem problem(shape);
  const Conv2d convolution(libraries(), shape, {.deterministic = true});
  const TestWorkspace workspace(convolution.workspace_bytes());
  const cudaStream_t stream = libraries().stream();
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t executable = nullptr;
  TIMBRE_CUDA_CHECK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  problem.run(convolution, workspace.get());
  TIMBRE_CUDA_CHECK(cudaStreamEndCapture(stream, &graph));
  TIMBRE_CUDA_CHECK(cudaGraphInstantiate(&executable, graph, 0));
  TIMBRE_CUDA_CHECK(cudaGraphLaunch(executable, stream));
  wait();
  problem.expect_plain_results(exact());
  TIMBRE_CUDA_CHECK(cudaGraphExecDestroy(executable));
  TIMBRE_CUDA_CHECK(cudaGraphDestroy(graph));
}

TEST_F(Conv2dTest, KeepsFloat32WhereItIsToldTo) {
  const DeviceArray<float> x(std::vector<float>{1.0f + 0x1p-9f + 0x1p-13f});
  const DeviceArray<float> w(std::vector<float>{1.0f}), y(1);
  const auto result = [&](Precision precision) {
    const Conv2d convolution(libraries(), {}, {.precision = precision});
    const TestWorkspace workspace(convolution.workspace_bytes());
    run([&] { convolution.forward(y.get(), x.get(), w.get(), workspace.get()); });
    return y.values()[0];
  };
  EXPECT_EQ(result(Precision::f32), 1.0f + 0x1p-9f + 0x1p-13f);
  EXPECT_EQ(result(Precision::tf32), 1.0f + 0x1p-9f);
  EXPECT_EQ(result(Precision::bf16), 1.0f);
}

TEST_F(Conv2dTest, GivesTheSameBitsInEveryRunWhereItIsToldTo) {
  const Conv2dShape shape = shapes()[1];
  const Problem problem(shape);
  const auto gradients = [&](bool deterministic) {
    const Conv2d convolution(libraries(), shape, {.deterministic = deterministic});
    const TestWorkspace workspace(convolution.workspace_bytes());
    run([&] { problem.run(convolution, workspace.get()); });
    return std::pair(problem.dx.values(), problem.dw.values());
  };
  const auto first = gradients(true);
  EXPECT_EQ(gradients(true), first);
  EXPECT_EQ(gradients(true), first);
  const auto fastest = gradients(false);
  EXPECT_NE(gradients(false), fastest) << "the fastest algorithms are not deterministic";
}

TEST_F(Conv2dTest, ChoosesAlgorithmsOncePerShape) {
  const Conv2dShape shape = shapes()[1];
  const Conv2d first(libraries(), shape, {}), again(libraries(), shape, {});
  EXPECT_EQ(libraries().conv_algorithms().size(), 1u);
  const Conv2d other(libraries(), shape, {.deterministic = true});
  EXPECT_EQ(libraries().conv_algorithms().size(), 2u);
}

TEST_F(Conv2dTest, StaysWithinTheWorkspaceItMayTake) {
  const Conv2dShape shape = shapes()[1];
  const Problem problem(shape);
  const Conv2d convolution(libraries(), shape, {.workspace_limit = 0});
  const Conv2d larger(libraries(), shape, {});
  EXPECT_LT(convolution.workspace_bytes(), larger.workspace_bytes());
  const TestWorkspace workspace(convolution.workspace_bytes());
  run([&] {
    convolution.forward(problem.y.get(), problem.x.get(), problem.w.get(), workspace.get());
  });
  expect_close(problem.y.values(), plain_forward(problem.sizes, problem.picture, problem.kernel),
               exact());
  try {
    const Conv2d impossible(libraries(), shape, {.deterministic = true, .workspace_limit = 0});
    FAIL() << "the deterministic algorithms need a workspace";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(),
                testing::HasSubstr("cuDNN has no deterministic algorithm for the "
                                   "gradient of a convolution's input within 0 bytes"));
  }
}

TEST_F(Conv2dTest, RefusesWhatDoesNotFit) {
  const Conv2dShape shape = shapes()[1];
  const Problem problem(shape);
  const Conv2d convolution(libraries(), shape, {});
  const TestWorkspace small(convolution.workspace_bytes() - 1);
  EXPECT_THROW(problem.run(convolution, small.get()), ContractError);
  EXPECT_THROW(Conv2dSizes({.rows = 2, .columns = 2, .kernel_rows = 3}), ContractError);
  EXPECT_THROW(Conv2dSizes({.batch = 0}), ContractError);
  EXPECT_THROW(Conv2dSizes({.stride = 0}), ContractError);
}

TEST_F(Conv2dTest, SaysWhatTheLibraryRefused) {
  const Conv2dShape shape = shapes()[1];
  const Problem problem(shape);
  const Conv2d convolution(libraries(), shape, {});
  const TestWorkspace workspace(convolution.workspace_bytes());
  const std::vector<float> host(problem.picture.size());
  try {
    convolution.forward(problem.y.get(), host.data(), problem.w.get(), workspace.get());
    FAIL() << "the pictures are the host's";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("conv2d_cudnn.cpp"));
    EXPECT_THAT(error.what(), testing::HasSubstr("CUDNN_STATUS_BAD_PARAM"));
    EXPECT_THAT(error.what(), testing::HasSubstr("x is not in the device's memory"));
  }
  emulated::take_reports();
  wait();
}

}  // namespace
}  // namespace timbre::test
