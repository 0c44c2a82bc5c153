// Sums of columns, pooling, batch normalisation, and the handles that they share.
#include <cmath>
#include <string>

#include "core/bounded_cache.hpp"
#include "cuda/library_ops.hpp"
#include "model/batch_norm_cudnn.hpp"
#include "model/column_sums_cudnn.hpp"
#include "model/pool_cudnn.hpp"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using Values = std::vector<float>;

TEST_F(LibraryTest, MakesEachHandleOnceAndLate) {
  cuda::Libraries& all = libraries();
  EXPECT_EQ(&libraries(), &all);
  EXPECT_EQ(all.cudnn(), all.cudnn());
  EXPECT_EQ(all.cublas_lt(), all.cublas_lt());
}

TEST(BoundedCacheTest, DropsTheOldest) {
  cuda::BoundedCache<int, std::string> cache(2);
  int made = 0;
  const auto get = [&](int key) {
    return cache.get(key, [&] { return std::to_string(key * 10 + ++made); });
  };
  EXPECT_EQ(get(1), "11");
  EXPECT_EQ(get(2), "22");
  EXPECT_EQ(get(1), "11");
  EXPECT_EQ(get(3), "33");
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_EQ(get(2), "22");
  EXPECT_EQ(get(1), "14");
}

TEST_F(LibraryTest, SumsColumns) {
  const Plain matrix = small_integers(35, 1);
  Plain sums(5);
  for (std::size_t index = 0; index < matrix.size(); ++index) sums[index % 5] += matrix[index];
  const DeviceArray<float> values(as_floats(matrix)), result(5);
  const cuda::ColumnSums columns(libraries(), 7, 5);
  run([&] { columns.run(result.get(), values.get()); });
  expect_close(result.values(), sums, exact());
}

TEST_F(LibraryTest, TakesMaxima) {
  const DeviceArray<float> x(Values{1, 5, 5, 2, 9, 0, 3, 8, 7}), y(1), dx(9);
  const DeviceArray<float> dy(Values{3});
  const cuda::Pool2d pool(libraries(), {.rows = 3, .columns = 3});
  EXPECT_EQ(pool.output_rows(), 1);
  EXPECT_EQ(pool.output_columns(), 1);
  run([&] {
    pool.forward(y.get(), x.get());
    pool.backward(dx.get(), dy.get(), y.get(), x.get());
  });
  EXPECT_EQ(y.values(), Values{9});
  EXPECT_EQ(dx.values(), (Values{0, 0, 0, 0, 3, 0, 0, 0, 0}));
}

TEST_F(LibraryTest, AveragesThePixelsThatAreThere) {
  const DeviceArray<float> x(Values{4, 8, 12, 16}), y(4), dx(4), dy(Values{1, 2, 3, 4});
  const cuda::Pool2d pool(libraries(), {.kind = cuda::PoolKind::average,
                                        .rows = 2,
                                        .columns = 2,
                                        .window = 2,
                                        .stride = 2,
                                        .padding = 1});
  run([&] {
    pool.forward(y.get(), x.get());
    pool.backward(dx.get(), dy.get(), y.get(), x.get());
  });
  EXPECT_EQ(y.values(), (Values{4, 8, 12, 16}));
  EXPECT_EQ(dx.values(), (Values{1, 2, 3, 4}));
  EXPECT_THROW(cuda::Pool2d(libraries(), {.rows = 1, .columns = 3}), ContractError);
}

TEST_F(LibraryTest, NormalisesBatches) {
  // One channel: mean 4, variance 5, deviation 3 with the epsilon.
  const cuda::BatchNorm norm(libraries(), {.rows = 4, .channels = 1, .epsilon = 4.0, .share = 0.5});
  const DeviceArray<float> x(Values{1, 3, 5, 7}), y(4), scale(Values{6}), shift(Values{1});
  const DeviceArray<float> mean(Values{0}), variance(Values{1}), saved_mean(1), saved_inverse(1);
  const DeviceArray<float> dy(Values{1, 0, 0, 0}), dx(4), scale_gradient(1), shift_gradient(1);
  run([&] {
    norm.forward_training(y.get(), x.get(), {scale.get(), shift.get()},
                          {mean.get(), variance.get()}, {saved_mean.get(), saved_inverse.get()});
    norm.backward(dx.get(), scale_gradient.get(), shift_gradient.get(), dy.get(), x.get(),
                  scale.get(), {saved_mean.get(), saved_inverse.get()});
  });
  const Tolerance rounded{0.0, 8 * 0x1p-24, "at most eight float32 roundings"};
  expect_close(y.values(), Plain{-5, -1, 3, 7}, rounded);
  expect_close(mean.values(), Plain{2}, rounded);
  expect_close(variance.values(), Plain{0.5 + 0.5 * 20.0 / 3.0}, rounded);
  expect_close(scale_gradient.values(), Plain{-1}, rounded);
  expect_close(shift_gradient.values(), Plain{1}, rounded);
  // 6 / 3 (dy - (1 + z * -1) / 4) for the normalised values z = -1, -1/3, 1/3, 1.
  expect_close(dx.values(), Plain{1, -2.0 / 3, -1.0 / 3, 0},
               {4 * 0x1p-24, 8 * 0x1p-24, rounded.reason});

  const DeviceArray<float> given_mean(Values{1}), given_variance(Values{5});
  run([&] {
    norm.forward(y.get(), x.get(), {scale.get(), shift.get()},
                 {given_mean.get(), given_variance.get()});
  });
  expect_close(y.values(), Plain{1, 5, 9, 13}, rounded);
  EXPECT_THROW(cuda::BatchNorm(libraries(), {.rows = 1}), ContractError);
}

}  // namespace
}  // namespace timbre::test
