// The optimisers besides Keras's Adam, against their formulas in double.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "model/cpu/simd/adam.hpp"
#include "model/cpu/simd/sgd.hpp"
#include "model/rig.hpp"
#include "model/update_groups.hpp"
#include "support/golden.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/error.hpp"

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
        const double rate = options_of_step(options, {}, {}, 0, update).learning_rate;
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

// torch 2.15 in double: three parameters with rates of their own, over a whole one-cycle.
TEST(AdamW, FollowsRatesOfGroupsAndMomentaAsPyTorchs) {
  const Json file = golden("one_cycle");
  const std::int64_t steps = file.at("steps").integer();
  const std::vector<double> rates = file.at("rates").numbers();
  OptimiserOptions options{.kind = OptimiserKind::adamw, .learning_rate = rates[2], .beta2 = 0.99};
  for (std::uint32_t group = 0; group < rates.size(); ++group) {
    const std::vector<double> expected = file.at("parameters").items()[group].numbers();
    std::vector<float> value = noise(expected.size(), 41 + group);
    std::vector<float> first(value.size(), 0.0f), second(value.size(), 0.0f);
    for (std::int64_t step = 0; step < steps; ++step) {
      PassSettings settings;
      const double rise = static_cast<double>(step) / 3, fall = static_cast<double>(step - 3) / 9;
      const double wave = 0.5 + 0.5 * std::cos(std::numbers::pi * fall);
      const double low = 1.0 / 25, end = low / 1e4;
      const double share = step < 3 ? low + rise * (1 - low) : end + (1 - end) * wave;
      settings.learning_rates.assign(steps, static_cast<float>(rates[2] * share));
      settings.momenta.assign(steps,
                              static_cast<float>(step < 3 ? 0.95 - 0.1 * rise : 0.95 - 0.1 * wave));
      const UpdateGroup of_group{.rate_share = rates[group] / rates[2]};
      const OptimiserOptions now = options_of_step(options, of_group, settings, step, step + 1);
      const auto seed = static_cast<std::uint32_t>(100 + 10 * step + group);
      cpu::simd::adam_updates(AdamStep::at(now, now.learning_rate, step + 1), std::ssize(value),
                              noise(value.size(), seed).data(), value.data(), first.data(),
                              second.data());
    }
    expect_close(value, expected, {12 * 8 * 0x1p-24, 0.0, "twelve updates in float"});
  }
}

TEST(Optimisers, GroupsDifferInRateAndDecay) {
  const OpCase op{"small", {2, 2, 1}, {flatten(), dense(3), dense(0), softmax()}, 3};
  const auto moved = [&](const ProgramOptions& options) {
    Rig rig(op, 3);
    const auto before = rig.store.snapshot().values;
    const auto program = rig.compile(options);
    program->begin({.learning_rates = {0.5f}, .momenta = {0.25f}});
    program->step();
    EXPECT_THROW(program->begin({.momenta = {0.1f, 0.1f}}), ContractError);
    auto after = rig.store.snapshot().values;
    for (std::size_t i = 0; i < after.size(); ++i) {
      for (std::size_t k = 0; k < after[i].size(); ++k) after[i][k] -= before[i][k];
    }
    return after;
  };
  ProgramOptions options{.batch = 3, .optimiser = {.kind = OptimiserKind::sgd}};
  const auto whole = moved(options);
  options.rate_shares = {1.0, 1.0, 0.5, 1.0};
  const auto halved = moved(options);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (std::size_t k = 0; k < whole[i].size(); ++k) {
      EXPECT_NEAR(halved[i][k], (i == 2 ? 0.5f : 1.0f) * whole[i][k], 0x1p-22) << i;
    }
  }
  options.optimiser = {.kind = OptimiserKind::adamw, .weight_decay = 0.5};
  const auto all = moved(options);
  options.optimiser.weight_decay_on = WeightDecayOn::kernels;
  const auto kernels = moved(options);
  EXPECT_EQ(all[0], kernels[0]);
  EXPECT_NE(all[1], kernels[1]) << "a bias";
  options.rate_shares = {1.0};
  EXPECT_THROW(moved(options), ContractError);
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
