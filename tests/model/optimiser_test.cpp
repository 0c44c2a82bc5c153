// The optimisers besides Keras's Adam, against their formulas in double.
#include <gtest/gtest.h>

#include <cmath>

#include "model/cpu/simd/adam.hpp"
#include "model/cpu/simd/sgd.hpp"
#include "model/program_plan.hpp"
#include "model/rig.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using namespace model;

constexpr std::size_t size = 37;
constexpr int updates = 5;
// A value of size 1 and an update of 0.1 are rounded a few times each.
const Tolerance rounding{updates * 8 * 0x1p-24, 0.0, "five updates in float"};

std::vector<float> gradient_of(int update) {
  return noise(size, 50 + update);
}

// Keras: v = momentum v - rate g; p += v, or with Nesterov p += momentum v - rate g.
std::vector<double> sgd_in_double(const OptimiserOptions& options) {
  const std::vector<float> start = noise(size, 1);
  std::vector<double> value(start.begin(), start.end()), velocity(size, 0.0);
  for (int update = 1; update <= updates; ++update) {
    const double rate = options.learning_rate / (1.0 + options.decay * (update - 1));
    const std::vector<float> gradient = gradient_of(update);
    for (std::size_t i = 0; i < size; ++i) {
      velocity[i] = options.momentum * velocity[i] - rate * gradient[i];
      value[i] +=
          options.nesterov ? options.momentum * velocity[i] - rate * gradient[i] : velocity[i];
    }
  }
  return value;
}

TEST(Sgd, MomentumNesterovAndDecayAreKerass) {
  for (const double momentum : {0.0, 0.9}) {
    for (const bool nesterov : {false, true}) {
      const OptimiserOptions options{.kind = OptimiserKind::sgd,
                                     .learning_rate = 0.1,
                                     .decay = 0.25,
                                     .momentum = momentum,
                                     .nesterov = nesterov};
      std::vector<float> value = noise(size, 1), velocity(size, 0.0f);
      for (int update = 1; update <= updates; ++update) {
        const double rate = learning_rate({}, options, 0, update);
        cpu::simd::sgd_updates(SgdStep::at(options, rate), size, gradient_of(update).data(),
                               value.data(), velocity.data());
      }
      expect_close(value, sgd_in_double(options), rounding);
    }
  }
}

// PyTorch: p -= rate decay p; p -= rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon).
TEST(AdamW, IsPyTorchs) {
  const OptimiserOptions options{
      .kind = OptimiserKind::adamw, .learning_rate = 0.05, .weight_decay = 0.3, .epsilon = 1e-2};
  std::vector<float> value = noise(size, 1), first(size, 0.0f), second(size, 0.0f);
  std::vector<double> expected(value.begin(), value.end()), mean(size, 0.0), square(size, 0.0);
  for (int t = 1; t <= updates; ++t) {
    const std::vector<float> gradient = gradient_of(t);
    cpu::simd::adam_updates(AdamStep::at(options, options.learning_rate, t), size, gradient.data(),
                            value.data(), first.data(), second.data());
    for (std::size_t i = 0; i < size; ++i) {
      mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
      square[i] = 0.999 * square[i] + 0.001 * gradient[i] * gradient[i];
      expected[i] *= 1.0 - 0.05 * 0.3;
      expected[i] -= 0.05 * (mean[i] / (1.0 - std::pow(0.9, t))) /
                     (std::sqrt(square[i] / (1.0 - std::pow(0.999, t))) + 1e-2);
    }
  }
  expect_close(value, expected, rounding);
}

TEST(Optimisers, ProgramsMoveParametersByTheChosenOne) {
  const OpCase op{"small", {2, 2, 1}, {flatten(), dense(0), softmax()}, 3};
  Rig rig(op, 3);
  const std::vector<float> before = rig.store.value("dense_1/kernel");
  const auto program =
      rig.compile({.batch = 3, .optimiser = {.kind = OptimiserKind::sgd, .learning_rate = 0.5}});
  program->begin({});
  program->step();
  const std::vector<float> gradient = rig.store.gradient("dense_1/kernel");
  std::vector<float> expected;
  for (std::size_t i = 0; i < before.size(); ++i)
    expected.push_back(before[i] - 0.5f * gradient[i]);
  EXPECT_EQ(rig.store.value("dense_1/kernel"), expected);
}

}  // namespace
}  // namespace timbre::test
