// Epilogues and narrow convolutions against the CPU's, in every order of threads. The same file is
// built twice: in the counting build it also finds races between blocks and uninitialised reads.
#include <cmath>

#include "emulator/device.hpp"
#include "model/cpu/row_epilogue.hpp"
#include "model/epilogue.hpp"
#include "model/narrow.hpp"
#include "support/golden.hpp"
#include "support/poison.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using cuda::PassState;
using model::Epilogue;

class ModelEpilogue : public EmulatedDevice {};

struct EpilogueCase {
  Shape sums;
  Epilogue epilogue;
};

// Sizes are odd wherever they may be; channels in packs of four and one by one, more than a tile
// of them; pixels that no window covers.
std::vector<EpilogueCase> epilogue_cases() {
  return {{{5, 7, 8}, {.relu = true, .pool = 2, .rate = 0.5, .dropout_layer = 3}},
          {{5, 7, 3}, {.relu = true, .pool = 2, .rate = 0.25, .dropout_layer = 1}},
          {{7, 8, 4}, {.relu = false, .pool = 3, .rate = 0.0, .dropout_layer = 0}},
          {{3, 2, 12}, {.relu = true, .pool = 1, .rate = 0.1, .dropout_layer = 9}},
          {{1, 1, 1}, {.relu = true, .pool = 1, .rate = 0.0, .dropout_layer = 0}},
          {{2, 3, 70}, {.relu = true, .pool = 1, .rate = 0.0, .dropout_layer = 0}},
          {{300}, {.relu = true, .pool = 1, .rate = 0.4, .dropout_layer = 2}},
          {{70}, {.relu = false, .pool = 1, .rate = 0.0, .dropout_layer = 0}},
          {{29, 31, 2}, {.relu = true, .pool = 2, .rate = 0.0, .dropout_layer = 0}}};
}

constexpr std::int64_t batch = 3;
const PassState pass{.seed = 77, .epoch = 4};

// The same on the CPU, row by row.
struct EpilogueResult {
  std::vector<float> output;
  std::vector<std::uint8_t> passed;
  std::vector<float> sums_gradient;
  std::vector<double> bias_gradient;  // in double, beside the sum of magnitudes
  std::vector<double> bias_magnitude;
};

EpilogueResult on_the_cpu(const EpilogueCase& op, const std::vector<float>& sums,
                          const std::vector<float>& bias, std::vector<std::int32_t> examples,
                          const std::vector<float>& output_gradient) {
  const auto picture = model::cpu::Picture::of(op.sums);
  const model::cpu::RowEpilogue epilogue(op.epilogue, picture);
  model::cpu::StepContext step;
  step.seed = pass.seed;
  step.epoch = pass.epoch;
  step.batch.example = examples.data();
  const auto size = epilogue.output().size();
  EpilogueResult result{poisoned(batch * size), std::vector<std::uint8_t>(batch * size),
                        std::vector<float>(sums.size(), 0.0f),
                        std::vector<double>(picture.channels),
                        std::vector<double>(picture.channels)};
  std::vector<float> scratch(epilogue.scratch_size());
  for (std::int64_t item = 0; item < batch * epilogue.output().rows; ++item) {
    const std::int64_t example = item / epilogue.output().rows;
    const std::int64_t row = item % epilogue.output().rows;
    const std::int64_t from = example * picture.size() + row * epilogue.window_size();
    const std::int64_t place = item * epilogue.output().row_size();
    epilogue.forward(step, example, row, sums.data() + from, bias.data(), scratch.data(),
                     result.output.data() + place, result.passed.data() + place);
    epilogue.backward(output_gradient.data() + place, result.passed.data() + place,
                      result.sums_gradient.data() + from, nullptr);
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    result.bias_gradient[i % picture.channels] += result.sums_gradient[i];
    result.bias_magnitude[i % picture.channels] += std::abs(result.sums_gradient[i]);
  }
  return result;
}

TEST_F(ModelEpilogue, EpilogueHasTheBitsOfTheCpu) {
  for (const EpilogueCase& op : epilogue_cases()) {
    const auto shape = cuda::EpilogueShape::of(batch, op.sums, op.epilogue);
    SCOPED_TRACE(to_string(op.sums));
    std::vector<float> sums = noise(batch * shape.input_size(), 1);
    const std::vector<float> bias = noise(shape.channels, 2, 0.2);
    const std::vector<float> arriving = noise(batch * shape.output_size(), 3);
    // Every seventh pixel is 0 with its bias: ReLU lets nothing pass there.
    for (std::size_t i = 0; i < sums.size(); ++i) {
      if (i / bias.size() % 7 == 0) sums[i] = -bias[i % bias.size()];
    }
    const std::vector<std::int32_t> examples = {4, 0, 4};
    const EpilogueResult expected = on_the_cpu(op, sums, bias, examples, arriving);
    in_every_order([&] {
      const auto state = on_device(pass);
      const DeviceArray<float> in(sums), b(bias), dy(arriving), out(arriving.size()),
          dx(sums.size()), db(bias.size()), partial(cuda::bias_partial_size(shape));
      const DeviceArray<std::uint8_t> passed(arriving.size());
      const DeviceArray<std::int32_t> example(examples);
      const DeviceArray<unsigned> arrived(std::vector<unsigned>(cuda::bias_counters(shape), 0u));
      cuda::epilogue_forward(shape, op.epilogue,
                             {.sums = in.get(),
                              .bias = b.get(),
                              .output = out.get(),
                              .passed = passed.get(),
                              .example = example.get(),
                              .state = state.get()},
                             nullptr);
      // Twice: the first run leaves the counters as it found them.
      for (int run = 0; run < 2; ++run) {
        cuda::epilogue_backward(shape, op.epilogue,
                                {.output_gradient = dy.get(),
                                 .passed = passed.get(),
                                 .sums_gradient = dx.get(),
                                 .bias_gradient = db.get(),
                                 .partial = partial.get(),
                                 .arrived = arrived.get()},
                                nullptr);
      }
      EXPECT_EQ(out.values(), expected.output);
      EXPECT_EQ(passed.values(), expected.passed);
      EXPECT_EQ(dx.values(), expected.sums_gradient);
      const std::vector<float> sum = db.values();
      for (std::size_t i = 0; i < sum.size(); ++i) {
        // Rounds, a tree of lanes, strips and a tree again: 40 additions on any path at most.
        EXPECT_NEAR(sum[i], expected.bias_gradient[i], 40 * 0x1p-24 * expected.bias_magnitude[i]);
      }
    });
  }
}

// x W of a pixel, in the kernel's order of sums.
std::vector<float> narrow_sums(const std::vector<float>& input, const std::vector<float>& kernel,
                               std::size_t in, std::size_t channels) {
  std::vector<float> sums;
  for (std::size_t pixel = 0; pixel < input.size() / in; ++pixel)
    for (std::size_t channel = 0; channel < channels; ++channel) {
      float sum = 0.0f;
      for (std::size_t k = 0; k < in; ++k)
        sum += input[pixel * in + k] * kernel[k * channels + channel];
      sums.push_back(sum);
    }
  return sums;
}

class ModelNarrow : public ModelEpilogue {
 protected:
  static void expect_narrow(const EpilogueCase& op, std::uint32_t in) {
    const auto shape = cuda::EpilogueShape::of(batch, op.sums, op.epilogue);
    SCOPED_TRACE(to_string(op.sums) + " from " + std::to_string(in));
    const std::vector<float> input = noise(shape.pixels() * in, 6);
    const std::vector<float> kernel = noise(in * shape.channels, 7);
    const std::vector<float> bias = noise(shape.channels, 2, 0.2);
    const std::vector<float> arriving = noise(batch * shape.output_size(), 3);
    const std::vector<std::int32_t> examples = {4, 0, 4};
    const EpilogueResult expected =
        on_the_cpu(op, narrow_sums(input, kernel, in, shape.channels), bias, examples, arriving);
    std::vector<double> sums(in * shape.channels), magnitudes(in * shape.channels);
    for (std::size_t i = 0; i < expected.sums_gradient.size(); ++i)
      for (std::size_t k = 0; k < in; ++k) {
        const double term = expected.sums_gradient[i] * input[i / shape.channels * in + k];
        sums[k * shape.channels + i % shape.channels] += term;
        magnitudes[k * shape.channels + i % shape.channels] += std::abs(term);
      }
    in_every_order([&] {
      const auto state = on_device(pass);
      const DeviceArray<float> x(input), w(kernel), b(bias), dy(arriving), out(arriving.size()),
          dw(kernel.size()), db(bias.size()), partial(cuda::narrow_partial_size(shape, in));
      const DeviceArray<std::uint8_t> passed(arriving.size());
      const DeviceArray<std::int32_t> example(examples);
      const DeviceArray<unsigned> arrived(std::vector<unsigned>(cuda::narrow_counters(shape), 0u));
      cuda::narrow_forward(shape, in, op.epilogue, w.get(),
                           {.sums = x.get(),
                            .bias = b.get(),
                            .output = out.get(),
                            .passed = passed.get(),
                            .example = example.get(),
                            .state = state.get()},
                           nullptr);
      for (int run = 0; run < 2; ++run) {
        cuda::narrow_backward(shape, in, op.epilogue,
                              {.input = x.get(),
                               .output_gradient = dy.get(),
                               .passed = passed.get(),
                               .gradient = {dw.get(), db.get()},
                               .partial = partial.get(),
                               .arrived = arrived.get()},
                              nullptr);
      }
      EXPECT_EQ(out.values(), expected.output);
      EXPECT_EQ(passed.values(), expected.passed);
      // As for the bias above, and one more rounding for each product.
      const std::vector<float> kernel_gradient = dw.values(), bias_gradient = db.values();
      for (std::size_t i = 0; i < sums.size(); ++i)
        EXPECT_NEAR(kernel_gradient[i], sums[i], 41 * 0x1p-24 * magnitudes[i]);
      for (std::size_t i = 0; i < bias_gradient.size(); ++i)
        EXPECT_NEAR(bias_gradient[i], expected.bias_gradient[i],
                    40 * 0x1p-24 * expected.bias_magnitude[i]);
    });
  }
};

TEST_F(ModelNarrow, ConvolutionsAreTheirSumsAndTheEpilogue) {
  for (const EpilogueCase& op : epilogue_cases()) {
    if (op.sums.size() != 3) continue;
    for (std::uint32_t in = 1; in <= cuda::narrow_limit; ++in) expect_narrow(op, in);
  }
}

TEST_F(ModelEpilogue, EpilogueWorksInPlaceAndWithoutBiasOrBytes) {
  const EpilogueCase op{{3, 5, 4}, {.relu = true, .pool = 1, .rate = 0.0, .dropout_layer = 0}};
  const auto shape = cuda::EpilogueShape::of(batch, op.sums, op.epilogue);
  const std::vector<float> sums = noise(batch * shape.input_size(), 1);
  const DeviceArray<float> values(sums);
  cuda::epilogue_forward(shape, op.epilogue, {.sums = values.get(), .output = values.get()},
                         nullptr);
  std::vector<float> expected = sums;
  for (float& value : expected) value = std::max(value, 0.0f);
  EXPECT_EQ(values.values(), expected);
}

// The last ones are a second turn of blocks that had an example before.
TEST_F(ModelEpilogue, TakesMoreExamplesThanItHasBlocks) {
  constexpr std::int64_t many = 1024 + 3;
  const Epilogue epilogue{.relu = true, .pool = 1, .rate = 0.0, .dropout_layer = 0};
  const auto shape = cuda::EpilogueShape::of(many, {1, 1, 1}, epilogue);
  const std::vector<float> sums = noise(many, 1);
  std::vector<float> raised, raised_twice;
  for (const float value : sums) {
    raised.push_back(std::max(value + 0.25f, 0.0f));
    raised_twice.push_back(std::max(2.0f * value + 0.25f, 0.0f));
  }
  const DeviceArray<float> in(sums), out(sums.size()), bias(std::vector<float>{0.25f}),
      kernel(std::vector<float>{2.0f});
  cuda::epilogue_forward(shape, epilogue,
                         {.sums = in.get(), .bias = bias.get(), .output = out.get()}, nullptr);
  EXPECT_EQ(out.values(), raised);
  const DeviceArray<float> twice(sums.size());
  cuda::narrow_forward(shape, 1, epilogue, kernel.get(),
                       {.sums = in.get(), .bias = bias.get(), .output = twice.get()}, nullptr);
  EXPECT_EQ(twice.values(), raised_twice);
}

TEST_F(ModelEpilogue, IdentitySumsTheBiasAlone) {
  const Epilogue identity;
  const auto shape = cuda::EpilogueShape::of(700, {6}, identity);
  std::vector<float> arriving;
  std::vector<float> expected(6, 0.0f);
  for (int i = 0; i < 700 * 6; ++i) {
    arriving.push_back(static_cast<float>(i % 11 - 5));
    expected[i % 6] += arriving.back();
  }
  const DeviceArray<float> dy(arriving), db(6), partial(cuda::bias_partial_size(shape));
  const DeviceArray<unsigned> arrived(std::vector<unsigned>(cuda::bias_counters(shape), 0u));
  cuda::epilogue_backward(shape, identity,
                          {.output_gradient = dy.get(),
                           .bias_gradient = db.get(),
                           .partial = partial.get(),
                           .arrived = arrived.get()},
                          nullptr);
  expect_close(db.values(), expected, exactly("small integers"));
}

TEST_F(ModelEpilogue, NaNAndTheFirstMaximumPassThrough) {
  const Epilogue epilogue{.relu = true, .pool = 2, .rate = 0.0, .dropout_layer = 0};
  const float nan = std::nanf("");
  const std::vector<std::vector<float>> windows = {
      {1, 2, 2, 0}, {5, 2, 5, 5}, {-1, -2, -3, -4}, {nan, 2, 3, 4}, {1, 2, 3, nan}};
  const std::vector<std::uint8_t> expected = {1, 0, 4, 0, 3};
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const auto shape = cuda::EpilogueShape::of(1, {2, 2, 1}, epilogue);
    const DeviceArray<float> in(windows[i]), out(1);
    const DeviceArray<std::uint8_t> passed(1);
    cuda::epilogue_forward(
        shape, epilogue, {.sums = in.get(), .output = out.get(), .passed = passed.get()}, nullptr);
    EXPECT_EQ(passed.values()[0], expected[i]);
    EXPECT_EQ(std::isnan(out.values()[0]), i >= 3);
  }
}

}  // namespace
}  // namespace timbre::test
