// The loss and the folding of convolutions against the CPU's, in every order of threads. The same
// file is built twice: in the counting build it also finds races between blocks and uninitialised
// reads.
#include <cmath>

#include "emulator/device.hpp"
#include "model/class_loss.hpp"
#include "model/cpu/loss_op.hpp"
#include "model/fold.hpp"
#include "support/golden.hpp"
#include "support/poison.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using cuda::PassState;

class ModelKernels : public EmulatedDevice {};

struct LossCase {
  std::int64_t batch, rows;
  std::uint32_t classes;
  double scale;  // of the logits; large ones are clipped
  model::LossKind kind = model::LossKind::softmax;
  double smoothing = 0.0;
  bool mixes = false;  // two labels for each example
  float weight = 0.25f;
  std::uint32_t inputs() const { return kind == model::LossKind::binary ? 1 : classes; }
};

class ModelLoss : public ModelKernels {
 protected:
  // Against the CPU's double-precision loss.
  void expect_the_cpus(const LossCase& size) {
    const auto values = static_cast<std::size_t>(size.batch * size.classes);
    const auto inputs = static_cast<std::size_t>(size.batch * size.inputs());
    std::vector<float> logits = noise(inputs, 8, size.scale);
    std::vector<std::int32_t> targets, second_targets;
    std::vector<float> weights, shares;
    const auto label = [&](std::int32_t number) {
      return number % static_cast<std::int32_t>(size.classes);
    };
    for (std::int32_t row = 0; row < size.batch; ++row) {
      const bool valid = row < size.rows;
      targets.push_back(valid ? label(7 * row + 3) : -1);
      second_targets.push_back(valid ? label(5 * row + 1) : -1);
      shares.push_back(valid ? static_cast<float>(row % 8) / 7.0f : std::nanf(""));
      weights.push_back(valid ? size.weight * static_cast<float>((row + 1) % 4) : std::nanf(""));
    }
    std::fill(logits.begin() + size.rows * size.inputs(), logits.end(), std::nanf(""));

    model::Block block;
    block.loss = size.kind;
    block.input = {size.inputs()};
    block.output = {size.classes};
    model::cpu::LossOp reference(block, {.batch = size.batch,
                                         .backward = true,
                                         .loss_clip = clip,
                                         .label_smoothing = size.smoothing});
    std::vector<float> probabilities = poisoned(values), gradient(inputs, 0.0f);
    model::PassTotals totals;
    model::cpu::StepContext step;
    step.batch.target = targets.data();
    step.batch.weight = weights.data();
    if (size.mixes) {
      step.batch.second_target = second_targets.data();
      step.batch.target_share = shares.data();
    }
    step.rows = size.rows;
    step.totals = &totals;
    model::Views views;
    views.input = logits.data();
    views.output = probabilities.data();
    views.input_gradient = gradient.data();
    reference.forward(views, step);
    reference.backward(views, step);
    const auto valid = static_cast<std::size_t>(size.rows * size.classes);
    probabilities.resize(valid);

    in_every_order([&] {
      const DeviceArray<cuda::StepRates> rates(
          std::vector<cuda::StepRates>{{.rate = 0.5f}, {.rate = 0.25f}});
      PassState start;
      start.rows = size.rows;
      start.rates = rates.get();
      start.update_groups = 1;
      start.step = 1;
      start.loss = 10.0;
      start.correct = 100;
      const auto state = on_device(start);
      const DeviceArray<float> in(logits), w(weights), share(shares), p(values), dx(inputs);
      const DeviceArray<std::int32_t> t(targets), second(second_targets), correct(size.batch);
      const DeviceArray<double> row_loss(size.batch);
      const DeviceArray<unsigned> arrived(std::vector<unsigned>{0u});
      cuda::class_loss({.batch = size.batch,
                        .classes = size.classes,
                        .clip = clip,
                        .smoothing = size.smoothing,
                        .kind = size.kind,
                        .logits = in.get(),
                        .target = t.get(),
                        .second_target = size.mixes ? second.get() : nullptr,
                        .target_share = size.mixes ? share.get() : nullptr,
                        .weight = w.get(),
                        .probabilities = p.get(),
                        .gradient = dx.get(),
                        .row_loss = row_loss.get(),
                        .row_correct = correct.get(),
                        .arrived = arrived.get(),
                        .state = state.get()},
                       nullptr);
      const Tolerance rounding{1e-37, 0x1p-22, "double, rounded to float once"};
      std::vector<float> actual(valid);
      TIMBRE_CUDA_CHECK(
          cudaMemcpy(actual.data(), p.get(), valid * sizeof(float), cudaMemcpyDeviceToHost));
      expect_close(actual, probabilities, rounding);
      expect_close(dx.values(), gradient, rounding);
      const PassState end = state.values()[0];
      expect_close(end.loss - 10.0, totals.loss, {1e-13, 1e-12, "sums in double, after 10"});
      EXPECT_EQ(end.weight, totals.weight);
      EXPECT_EQ(end.correct, 100 + totals.correct);
      EXPECT_EQ(end.examples, size.rows);
      EXPECT_EQ(end.step, 2);
      EXPECT_EQ(end.step_rates, rates.get() + 1);
      EXPECT_NEAR(end.loss_average, model::next_loss_average(0.0, totals.loss, totals.weight),
                  1e-13);
      EXPECT_EQ(arrived.values()[0], 0u);
    });
  }

  static constexpr double clip = 1e-7;
};

TEST_F(ModelLoss, AgreesWithTheCpu) {
  expect_the_cpus({.batch = 5, .rows = 5, .classes = 10, .scale = 3.0});
  expect_the_cpus({.batch = 19, .rows = 11, .classes = 3, .scale = 30.0});
  expect_the_cpus({.batch = 9, .rows = 9, .classes = 67, .scale = 1.0});
  expect_the_cpus({.batch = 300, .rows = 299, .classes = 1, .scale = 1.0});
  expect_the_cpus({.batch = 1, .rows = 1, .classes = 1, .scale = 1.0});
  expect_the_cpus({.batch = 2, .rows = 2, .classes = 3, .scale = 1.0, .weight = 0.0f});
  expect_the_cpus({.batch = 8, .rows = 8, .classes = 32, .scale = 2.0});
  expect_the_cpus({.batch = 9, .rows = 8, .classes = 33, .scale = 2.0});
  // Without a row's highest logit as the shift, the exponential overflows.
  expect_the_cpus({.batch = 64, .rows = 64, .classes = 67, .scale = 3e4});
}

TEST_F(ModelLoss, OtherKindsAgreeWithTheCpu) {
  using model::LossKind;
  for (const LossKind kind : {LossKind::softmax, LossKind::sigmoid, LossKind::sigmoid_of_logits}) {
    SCOPED_TRACE(static_cast<int>(kind));
    expect_the_cpus(
        {.batch = 3, .rows = 2, .classes = 35, .scale = 2.0, .kind = kind, .smoothing = 0.125});
    expect_the_cpus(
        {.batch = 11, .rows = 9, .classes = 4, .scale = 20.0, .kind = kind, .mixes = true});
  }
  for (const double scale : {2.0, 40.0}) {
    expect_the_cpus({.batch = 10,
                     .rows = 9,
                     .classes = 2,
                     .scale = scale,
                     .kind = LossKind::binary,
                     .smoothing = 0.25,
                     .mixes = true});
  }
  // The last row has the last logit of all: one behind it would be out of bounds.
  expect_the_cpus({.batch = 8, .rows = 8, .classes = 2, .scale = 2.0, .kind = LossKind::binary});
}

TEST_F(ModelLoss, LowestIndexWinsTies) {
  const DeviceArray<float> in(std::vector<float>(3 * 40, 0.5f)), w({1.0f, 1.0f, 1.0f}), p(3 * 40);
  const DeviceArray<std::int32_t> target({0, 1, 39}), correct(3);
  const DeviceArray<double> row_loss(3);
  const DeviceArray<unsigned> arrived(std::vector<unsigned>{0u});
  PassState start;
  start.rows = 3;
  const auto state = on_device(start);
  cuda::class_loss({.batch = 3,
                    .classes = 40,
                    .logits = in.get(),
                    .target = target.get(),
                    .weight = w.get(),
                    .probabilities = p.get(),
                    .row_loss = row_loss.get(),
                    .row_correct = correct.get(),
                    .arrived = arrived.get(),
                    .state = state.get()},
                   nullptr);
  EXPECT_EQ(correct.values(), (std::vector<std::int32_t>{1, 0, 0}));
  EXPECT_EQ(state.values()[0].correct, 1);
}

// Two maps after another on integers, so that every order of sums is exact.
class ModelFolding : public ModelKernels {
 protected:
  static void expect_exact(std::uint32_t in, std::uint32_t between, std::uint32_t out) {
    const auto integers = [](std::size_t count, int seed) {
      std::vector<float> values;
      for (std::size_t i = 0; i < count; ++i) {
        values.push_back(static_cast<float>((static_cast<int>(i) * 5 + seed) % 7 - 3));
      }
      return values;
    };
    const auto w1 = integers(in * between, 1), b1 = integers(between, 2);
    const auto w2 = integers(between * out, 3), b2 = integers(out, 4);
    const auto de = integers(in * out, 5), db = integers(out, 6);
    const auto row = [](const std::vector<float>& kernel, const std::vector<float>& bias,
                        std::uint32_t number, std::uint32_t rows) {
      const std::size_t width = bias.size();
      return number < rows ? kernel.data() + number * width : bias.data();
    };
    std::vector<float> e(in * out), eb(b2), dw1(in * between), db1(between), dw2(between * out);
    for (std::uint32_t i = 0; i <= in; ++i)
      for (std::uint32_t k = 0; k < between; ++k)
        for (std::uint32_t j = 0; j < out; ++j) {
          const float first = row(w1, b1, i, in)[k], gradient = row(de, db, i, in)[j];
          (i < in ? e[i * out + j] : eb[j]) += first * w2[k * out + j];
          (i < in ? dw1[i * between + k] : db1[k]) += gradient * w2[k * out + j];
          dw2[k * out + j] += first * gradient;
        }
    in_every_order([&] {
      const DeviceArray<float> dw_1(w1), db_1(b1), dw_2(w2), db_2(b2), d_e(de), d_b(db);
      const DeviceArray<float> kernel(e.size()), bias(eb.size()), g1(w1.size()), gb1(b1.size()),
          g2(w2.size()), gb2(b2.size());
      const cuda::ConstAffineMap first{dw_1.get(), db_1.get()}, second{dw_2.get(), db_2.get()};
      cuda::fold({in, between, out}, {kernel.get(), bias.get()}, first, second, nullptr);
      cuda::unfold({in, between, out}, {g1.get(), gb1.get()}, {g2.get(), gb2.get()},
                   {d_e.get(), d_b.get()}, first, second, nullptr);
      const Tolerance exact = exactly("small integers");
      expect_close(kernel.values(), e, exact);
      expect_close(bias.values(), eb, exact);
      expect_close(g1.values(), dw1, exact);
      expect_close(gb1.values(), db1, exact);
      expect_close(g2.values(), dw2, exact);
      expect_close(gb2.values(), db, exact);
    });
  }
};

// A block has 128 values.
TEST_F(ModelFolding, IsExactOnIntegersBothWays) {
  expect_exact(1, 1, 1);
  expect_exact(1, 1, 64);
  expect_exact(3, 7, 50);
}

// Frozen layers of a chain have no gradient.
TEST_F(ModelKernels, UnfoldingLeavesOutWhatIsNotWanted) {
  const DeviceArray<float> ones(std::vector<float>(9, 1.0f)), gradient(9), bias(3);
  const cuda::ConstAffineMap map{ones.get(), ones.get()};
  cuda::unfold({3, 3, 3}, {gradient.get(), bias.get()}, {}, map, map, map, nullptr);
  EXPECT_EQ(gradient.values(), std::vector<float>(9, 3.0f));
  cuda::unfold({3, 3, 3}, {}, {gradient.get(), bias.get()}, map, map, map, nullptr);
  EXPECT_EQ(gradient.values(), std::vector<float>(9, 4.0f));
}

}  // namespace
}  // namespace timbre::test
