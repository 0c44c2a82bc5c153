// The kernels of batch normalisation alone, over integers, whose sums are exact. The same file is
// built twice; see timbre_device_test.
#include <cmath>
#include <string>

#include "emulator/device.hpp"
#include "model/batch_norm.hpp"
#include "support/golden.hpp"
#include "support/plain_ops.hpp"
#include "timbre/model/batch_norm.hpp"

namespace timbre::test {
namespace {

using cuda::NormShape;
using cuda::PassState;

class ModelNorm : public EmulatedDevice {};

struct NormCase {
  NormShape shape;
  std::int64_t rows;  // that count
};

// A block takes 256 packs of channels and pixels, of channels at most 64 packs, eight rounds of
// pixels: single values; one tile in packs of four and one by one, in one strip and in several;
// several tiles, the last one short; batches that are short.
std::vector<NormCase> norm_cases() {
  return {{{.batch = 1, .pixels = 1, .channels = 1}, 1},
          {{.batch = 3, .pixels = 1, .channels = 1}, 3},
          {{.batch = 3, .pixels = 5, .channels = 4}, 2},
          {{.batch = 4, .pixels = 1100, .channels = 4}, 3},
          {{.batch = 2, .pixels = 1500, .channels = 1}, 2},
          {{.batch = 3, .pixels = 64, .channels = 260}, 3},
          {{.batch = 5, .pixels = 9, .channels = 67}, 4}};
}

// What rows past those that count hold.
constexpr float not_counted = 1000.0f;

std::vector<float> integers(const NormCase& op, std::uint64_t seed) {
  const std::int64_t size = op.shape.pixels * std::int64_t{op.shape.channels};
  std::vector<float> values = as_floats(small_integers(op.shape.batch * size, seed));
  std::fill(values.begin() + op.rows * size, values.end(), not_counted);
  return values;
}

// Sums over the examples that count, for each channel, of term(index, channel).
template <typename Term>
std::vector<double> channel_sums(const NormCase& op, const Term& term) {
  std::vector<double> sums(op.shape.channels);
  const std::int64_t values = op.rows * op.shape.pixels * op.shape.channels;
  for (std::int64_t i = 0; i < values; ++i) {
    sums[i % op.shape.channels] += term(i, i % op.shape.channels);
  }
  return sums;
}

// On any path a sum sees the rounds of a thread, a tree of lanes, the strips and a tree again, less
// than 40 additions, and three roundings of each term.
constexpr double sum_error = 43 * 0x1p-24;

struct NormMemory {
  explicit NormMemory(const NormCase& op)
      : shape(op.shape),
        x(integers(op, 1)),
        dy(integers(op, 2)),
        gamma_values(noise(shape.channels, 3)),
        beta_values(noise(shape.channels, 4)),
        input(x),
        arriving(dy),
        gamma(gamma_values),
        beta(beta_values),
        output(x.size()),
        gradient(x.size()),
        mean(shape.channels),
        inverse(shape.channels),
        moving_mean(std::vector<float>(shape.channels, 2.0f)),
        moving_variance(std::vector<float>(shape.channels, 3.0f)),
        gamma_gradient(shape.channels),
        beta_gradient(shape.channels),
        partial(static_cast<std::size_t>(cuda::norm_partial_size(shape))),
        arrived(std::vector<unsigned>(static_cast<std::size_t>(cuda::norm_counters(shape)), 0u)),
        state(std::vector<PassState>{{.rows = op.rows, .examples = 5}}) {}

  cuda::NormStatistics statistics() const { return {mean.get(), inverse.get()}; }

  void measure(bool cumulative) const {
    cuda::measure_norm(shape,
                       {.input = input.get(),
                        .statistics = statistics(),
                        .moving_mean = moving_mean.get(),
                        .moving_variance = moving_variance.get(),
                        .share = 0.25,
                        .cumulative = cumulative,
                        .partial = partial.get(),
                        .arrived = arrived.get(),
                        .state = state.get()},
                       nullptr);
  }
  void normalise() const {
    cuda::normalise(shape, output.get(), input.get(), statistics(), gamma.get(), beta.get(),
                    nullptr);
  }
  void sum_gradients() const {
    cuda::sum_norm_gradients(shape,
                             {.output_gradient = arriving.get(),
                              .input = input.get(),
                              .statistics = statistics(),
                              .gamma_gradient = gamma_gradient.get(),
                              .beta_gradient = beta_gradient.get(),
                              .partial = partial.get(),
                              .arrived = arrived.get(),
                              .state = state.get()},
                             nullptr);
  }
  void input_gradient(bool measured) const {
    cuda::norm_input_gradient(shape,
                              {.input_gradient = gradient.get(),
                               .output_gradient = arriving.get(),
                               .input = input.get(),
                               .statistics = statistics(),
                               .gamma = gamma.get(),
                               .gamma_gradient = measured ? gamma_gradient.get() : nullptr,
                               .beta_gradient = measured ? beta_gradient.get() : nullptr,
                               .state = state.get()},
                              nullptr);
  }

  NormShape shape;
  std::vector<float> x, dy, gamma_values, beta_values;
  DeviceArray<float> input, arriving, gamma, beta, output, gradient, mean, inverse, moving_mean,
      moving_variance, gamma_gradient, beta_gradient, partial;
  DeviceArray<unsigned> arrived;
  DeviceArray<PassState> state;
};

void expect_statistics(const NormCase& op, const NormMemory& memory, double share) {
  const double count = static_cast<double>(op.rows) * op.shape.pixels;
  const auto sums = channel_sums(op, [&](std::int64_t i, std::int64_t) { return memory.x[i]; });
  const std::vector<float> mean = memory.mean.values(), inverse = memory.inverse.values(),
                           moving_mean = memory.moving_mean.values(),
                           moving_variance = memory.moving_variance.values();
  const auto squares = channel_sums(op, [&](std::int64_t i, std::int64_t c) {
    return std::pow(double{memory.x[i]} - mean[c], 2);
  });
  for (std::size_t c = 0; c < sums.size(); ++c) {
    EXPECT_EQ(mean[c], static_cast<float>(sums[c] / count));
    EXPECT_EQ(moving_mean[c], static_cast<float>(model::followed(2.0, sums[c] / count, share)));
    const double variance = squares[c] / count;
    const double unbiased = variance * model::bessel_correction(static_cast<std::int64_t>(count));
    EXPECT_NEAR(inverse[c], 1.0 / std::sqrt(variance + op.shape.epsilon),
                (sum_error + 0x1p-24) / std::sqrt(variance + op.shape.epsilon));
    EXPECT_NEAR(moving_variance[c], model::followed(3.0, unbiased, share),
                sum_error * unbiased + 3 * 0x1p-24);
  }
}

TEST_F(ModelNorm, StatisticsAreThoseOfTheExamplesThatCount) {
  for (const NormCase& op : norm_cases()) {
    SCOPED_TRACE(std::to_string(op.shape.pixels) + " x " + std::to_string(op.shape.channels));
    in_every_order([&] {
      const NormMemory memory(op), passing(op);
      memory.measure(false);
      expect_statistics(op, memory, 0.25);
      passing.measure(true);
      expect_statistics(op, passing, model::cumulative_share(5, op.rows));
    });
  }
}

TEST_F(ModelNorm, ValuesAndGradientsAreThoseOfTheFormulas) {
  for (const NormCase& op : norm_cases()) {
    SCOPED_TRACE(std::to_string(op.shape.pixels) + " x " + std::to_string(op.shape.channels));
    in_every_order([&] {
      const NormMemory memory(op);
      memory.measure(false);
      memory.normalise();
      for (int run = 0; run < 2; ++run)
        memory.sum_gradients();  // which leaves counters as they were
      memory.input_gradient(true);
      const std::vector<float> mean = memory.mean.values(), inverse = memory.inverse.values(),
                               beta_gradient = memory.beta_gradient.values(),
                               gamma_gradient = memory.gamma_gradient.values();
      std::vector<float> values, gradients;
      const std::int64_t counted = op.rows * op.shape.pixels * op.shape.channels;
      const auto share = static_cast<float>(1.0 / static_cast<double>(op.rows * op.shape.pixels));
      for (std::int64_t i = 0; i < std::ssize(memory.x); ++i) {
        const std::size_t c = i % op.shape.channels;
        values.push_back(model::normalised(memory.x[i], mean[c], inverse[c], memory.gamma_values[c],
                                           memory.beta_values[c]));
        const float gradient = model::normalised_gradient(
            memory.dy[i], (memory.x[i] - mean[c]) * inverse[c], memory.gamma_values[c] * inverse[c],
            share * beta_gradient[c], share * gamma_gradient[c]);
        gradients.push_back(i < counted ? gradient : 0.0f);
      }
      EXPECT_EQ(memory.output.values(), values);
      EXPECT_EQ(memory.gradient.values(), gradients);

      const auto term = [&](std::int64_t i, std::int64_t c) {
        return memory.dy[i] * (double{memory.x[i]} - mean[c]) * inverse[c];
      };
      const auto betas =
          channel_sums(op, [&](std::int64_t i, std::int64_t) { return memory.dy[i]; });
      const auto gammas = channel_sums(op, term);
      const auto magnitudes =
          channel_sums(op, [&](std::int64_t i, std::int64_t c) { return std::abs(term(i, c)); });
      for (std::size_t c = 0; c < betas.size(); ++c) {
        EXPECT_EQ(beta_gradient[c], betas[c]);
        EXPECT_NEAR(gamma_gradient[c], gammas[c], sum_error * magnitudes[c]);
      }
    });
  }
}

// A block has 256 channels.
TEST_F(ModelNorm, RunningStatisticsAreThoseOfTheStep) {
  for (const std::uint32_t channels : {1u, 255u, 256u, 257u}) {
    const NormCase op{{.batch = 2, .pixels = 1, .channels = channels}, 2};
    const NormMemory memory(op);
    cuda::take_running_norm(op.shape, memory.statistics(), memory.moving_mean.get(),
                            memory.moving_variance.get(), nullptr);
    const auto inverse = static_cast<float>(model::inverse_deviation(3.0, op.shape.epsilon));
    EXPECT_EQ(memory.mean.values(), std::vector<float>(channels, 2.0f));
    EXPECT_EQ(memory.inverse.values(), std::vector<float>(channels, inverse));
    memory.input_gradient(false);
    std::vector<float> expected;
    for (std::size_t i = 0; i < memory.dy.size(); ++i) {
      expected.push_back(memory.gamma_values[i % channels] * inverse * memory.dy[i]);
    }
    EXPECT_EQ(memory.gradient.values(), expected);
  }
}

}  // namespace
}  // namespace timbre::test
