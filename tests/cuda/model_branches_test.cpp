// Sums of branches and the pooling of a ResNet's head alone, around the ends of blocks. The same
// file is built twice; see timbre_device_test.
#include <gtest/gtest.h>

#include <cmath>

#include "emulator/device.hpp"
#include "model/addition.hpp"
#include "model/concat_pool.hpp"
#include "support/golden.hpp"
#include "support/plain_ops.hpp"

namespace timbre::test {
namespace {

using Values = std::vector<float>;

class ModelBranches : public EmulatedDevice {};

// A block has 256 threads, each with four values where their number allows it.
TEST_F(ModelBranches, SumsAndTheirGradientsAreThoseOfTheValues) {
  for (const std::size_t count : {1u, 3u, 4u, 255u, 257u, 1024u, 1028u}) {
    for (const bool relu : {false, true}) {
      SCOPED_TRACE(count);
      const Values first = noise(count, 1), second = noise(count, 2), arriving = noise(count, 3);
      Values sums, gradient, total;
      for (std::size_t i = 0; i < count; ++i) {
        const float sum = first[i] + second[i];
        const bool dead = relu && sum <= 0.0f;
        sums.push_back(dead ? 0.0f : sum);
        gradient.push_back(dead ? 0.0f : arriving[i]);
        total.push_back(first[i] + arriving[i]);
      }
      const DeviceArray<float> a(first), b(second), dy(arriving), y(count), da(count), db(count),
          alone(count);
      const auto values = static_cast<std::int64_t>(count);
      cuda::add_values(values, relu, y.get(), a.get(), b.get(), nullptr);
      const float* const passed = relu ? y.get() : nullptr;
      cuda::spread_sum(values, relu, da.get(), db.get(), dy.get(), passed, nullptr);
      cuda::spread_sum(values, relu, nullptr, alone.get(), dy.get(), passed, nullptr);
      EXPECT_EQ(y.values(), sums);
      EXPECT_EQ(da.values(), gradient);
      EXPECT_EQ(db.values(), gradient);
      EXPECT_EQ(alone.values(), gradient);
      cuda::accumulate(values, a.get(), dy.get(), nullptr);
      EXPECT_EQ(a.values(), total);
    }
  }
}

TEST_F(ModelBranches, NaNPassesASum) {
  const DeviceArray<float> a(Values{std::nanf(""), -1.0f}), b(Values{1.0f, 0.5f}), y(2);
  cuda::add_values(2, true, y.get(), a.get(), b.get(), nullptr);
  EXPECT_TRUE(std::isnan(y.values()[0]));
  EXPECT_EQ(y.values()[1], 0.0f);
}

// Small integers: the largest is often there twice, and sums are exact.
TEST_F(ModelBranches, ConcatPoolHasMaximaThenMeans) {
  for (const cuda::ConcatPoolShape shape :
       {cuda::ConcatPoolShape{1, 1, 1}, cuda::ConcatPoolShape{3, 5, 7},
        cuda::ConcatPoolShape{2, 6, 129}, cuda::ConcatPoolShape{1, 4, 128}}) {
    SCOPED_TRACE(shape.channels);
    const std::size_t channels = shape.channels, pixels = shape.pixels;
    const auto batch = static_cast<std::size_t>(shape.batch);
    const Values input =
        as_floats(small_integers(static_cast<std::int64_t>(batch * pixels * channels), 1));
    const Values arriving = noise(2 * batch * channels, 2);
    Values output(2 * batch * channels), gradient(input.size());
    std::vector<std::int32_t> places(batch * channels);
    const auto size = static_cast<float>(pixels);
    for (std::size_t i = 0; i < batch * channels; ++i) {
      const std::size_t example = i / channels, channel = i % channels;
      const std::size_t out = 2 * example * channels + channel;
      const auto at = [&](std::size_t p) { return (example * pixels + p) * channels + channel; };
      std::size_t best = 0;
      float sum = 0.0f;
      for (std::size_t p = 0; p < pixels; ++p) {
        sum += input[at(p)];
        if (input[at(p)] > input[at(best)]) best = p;
      }
      output[out] = input[at(best)];
      output[out + channels] = sum / size;
      places[i] = static_cast<std::int32_t>(best);
      for (std::size_t p = 0; p < pixels; ++p) gradient[at(p)] = arriving[out + channels] / size;
      gradient[at(best)] += arriving[out];
    }
    const DeviceArray<float> x(input), dy(arriving), y(output.size()), dx(input.size());
    const DeviceArray<std::int32_t> from(places.size());
    cuda::pool_concat(shape, y.get(), from.get(), x.get(), nullptr);
    cuda::spread_concat(shape, dx.get(), dy.get(), from.get(), nullptr);
    EXPECT_EQ(y.values(), output);
    EXPECT_EQ(from.values(), places);
    EXPECT_EQ(dx.values(), gradient);
  }
}

}  // namespace
}  // namespace timbre::test
