// What batch normalisation, pooling, activations and changes of layout ask of memory, in the
// counting build. Expected counts follow from the sizes: a sector has 32 bytes, a block touches
// what it needs once. The counts stand in bench/results/training_counts.json.
#include "cuda/counting_rig.hpp"
#include "cuda/recorded_counts.hpp"
#include "emulator/device.hpp"
#include "model/activation.hpp"
#include "model/batch_norm.hpp"
#include "model/conv_layout.hpp"
#include "model/pooling.hpp"

namespace timbre::test {
namespace {

using cuda::PassState;
using emulated::KernelCounts;

class ModelLayerCounts : public CountedDevice {
 protected:
  static KernelCounts counted(const std::string& kernel) {
    TIMBRE_CUDA_CHECK(cudaDeviceSynchronize());
    return counts(kernel);
  }
  // `least`: sectors that must be read and written.
  static void expect_recorded_counts(const std::string& name, const KernelCounts& of,
                                     std::int64_t least) {
    expect_recorded("training_counts", name, in_json(of, least));
  }
};

std::vector<float> ones_of(std::size_t count) {
  return std::vector<float>(count, 1.0f);
}

// Five strips of 256 pixels, eight packs of channels: a channel's values are four sectors.
class NormCounts : public ModelLayerCounts {
 protected:
  static constexpr cuda::NormShape shape{.batch = 2, .pixels = 640, .channels = 32};
  static constexpr std::uint64_t count = 2 * 640 * 32, sectors = count / 8, strips = 5, row = 4;

  // Of the kernels that sum over pixels: the partial sums, and `results` rows of results besides.
  static void expect_sums(const KernelCounts& kernel, std::uint64_t reads, std::uint64_t partials,
                          std::uint64_t results, std::uint64_t known) {
    EXPECT_EQ(kernel.blocks, strips);
    EXPECT_GE(kernel.block_load_sectors, reads * sectors);
    // What each block knows of the pass and its channels; the last one reads all partial sums.
    EXPECT_LE(kernel.block_load_sectors,
              reads * sectors + strips * (2 + known * row) + partials * strips * row + known * row);
    // Each block counts itself at one place.
    EXPECT_EQ(kernel.block_store_sectors, (partials * strips + results) * row + strips);
    EXPECT_EQ(kernel.shared_loads.worst_ways, 1u);
    EXPECT_EQ(kernel.shared_stores.worst_ways, 1u);
  }

  DeviceArray<float> x{ones_of(count)}, dy{ones_of(count)}, y{count}, dx{count};
  DeviceArray<float> mean{32}, inverse{32}, gamma{ones_of(32)}, beta{ones_of(32)},
      moving_mean{ones_of(32)}, moving_variance{ones_of(32)}, gamma_gradient{32}, beta_gradient{32},
      partial{static_cast<std::size_t>(cuda::norm_partial_size(shape))};
  DeviceArray<unsigned> arrived{std::vector<unsigned>(1, 0u)};
  DeviceArray<PassState> state{std::vector<PassState>{{.rows = 2}}};
};

TEST_F(NormCounts, EachKernelReadsAndWritesItsValuesOnce) {
  const cuda::NormStatistics statistics{mean.get(), inverse.get()};
  cuda::measure_norm(shape,
                     {.input = x.get(),
                      .statistics = statistics,
                      .moving_mean = moving_mean.get(),
                      .moving_variance = moving_variance.get(),
                      .share = 0.5,
                      .partial = partial.get(),
                      .arrived = arrived.get(),
                      .state = state.get()},
                     nullptr);
  cuda::normalise(shape, y.get(), x.get(), statistics, gamma.get(), beta.get(), nullptr);
  cuda::sum_norm_gradients(shape,
                           {.output_gradient = dy.get(),
                            .input = x.get(),
                            .statistics = statistics,
                            .gamma_gradient = gamma_gradient.get(),
                            .beta_gradient = beta_gradient.get(),
                            .partial = partial.get(),
                            .arrived = arrived.get(),
                            .state = state.get()},
                           nullptr);
  cuda::norm_input_gradient(shape,
                            {.input_gradient = dx.get(),
                             .output_gradient = dy.get(),
                             .input = x.get(),
                             .statistics = statistics,
                             .gamma = gamma.get(),
                             .gamma_gradient = gamma_gradient.get(),
                             .beta_gradient = beta_gradient.get(),
                             .state = state.get()},
                            nullptr);
  const KernelCounts means = counted("measure_means<4>"),
                     variances = counted("measure_variances<4>"),
                     values = counted("normalise_values<4>"), sums = counted("sum_gradients<4>"),
                     gradients = counted("spread_gradients<4>");
  expect_sums(means, 1, 1, 2, 1);
  expect_sums(variances, 1, 1, 2, 2);
  EXPECT_EQ(values.block_load_sectors, sectors + strips * 4 * row);
  EXPECT_EQ(values.block_store_sectors, sectors);
  expect_sums(sums, 2, 2, 2, 2);
  EXPECT_LE(gradients.block_load_sectors, 2 * sectors + strips * (2 + 5 * row));
  EXPECT_EQ(gradients.block_store_sectors, sectors);
  expect_recorded_counts("measure_means", means, sectors);
  expect_recorded_counts("measure_variances", variances, sectors);
  expect_recorded_counts("normalise_values", values, 2 * sectors);
  expect_recorded_counts("sum_gradients", sums, 2 * sectors);
  expect_recorded_counts("spread_gradients", gradients, 3 * sectors);
}

// 2x2 windows of pixels of four sectors.
TEST_F(ModelLayerCounts, PoolingReadsEachWindowOnce) {
  const cuda::WindowShape shape{
      .batch = 2, .rows = 16, .columns = 16, .channels = 32, .window_rows = 2, .window_columns = 2};
  constexpr std::uint64_t inputs = 2 * 16 * 16 * 4, outputs = inputs / 4;
  const DeviceArray<float> x(ones_of(8 * inputs)), y(8 * outputs), dx(8 * inputs);
  const DeviceArray<std::int32_t> from(8 * outputs);
  cuda::average_windows(shape, y.get(), x.get(), nullptr);
  cuda::spread_averages(shape, dx.get(), y.get(), nullptr);
  cuda::find_maxima(shape, y.get(), from.get(), x.get(), nullptr);
  cuda::spread_maxima(shape, dx.get(), y.get(), from.get(), nullptr);
  const KernelCounts averages = counted("average"), spread = counted("spread_average"),
                     maxima = counted("maximum"), back = counted("spread_maximum");
  EXPECT_EQ(averages.block_load_sectors, inputs);
  EXPECT_EQ(averages.block_store_sectors, outputs);
  // A block has half a row of pixels: two of them ask for the same windows.
  EXPECT_EQ(spread.block_load_sectors, 2 * outputs);
  EXPECT_EQ(spread.block_store_sectors, inputs);
  EXPECT_EQ(maxima.block_load_sectors, inputs);
  EXPECT_EQ(maxima.block_store_sectors, 2 * outputs);
  // All maxima are their windows' first values: the gradients of one of two blocks.
  EXPECT_EQ(back.block_load_sectors, 3 * outputs);
  EXPECT_EQ(back.block_store_sectors, inputs);
  const auto least = static_cast<std::int64_t>(inputs + outputs);
  expect_recorded_counts("average", averages, least);
  expect_recorded_counts("spread_average", spread, least);
  expect_recorded_counts("maximum", maxima, least + static_cast<std::int64_t>(outputs));
  expect_recorded_counts("spread_maximum", back, least + static_cast<std::int64_t>(outputs));
}

TEST_F(ModelLayerCounts, ActivationsMoveEachValueOnce) {
  constexpr std::int64_t count = 4096, sectors = count / 8;
  const DeviceArray<float> x(ones_of(count)), y(count), dx(count);
  cuda::activate(model::Activation::tanh, count, y.get(), x.get(), nullptr);
  cuda::activation_gradient(model::Activation::tanh, count, dx.get(), x.get(), y.get(), nullptr);
  const KernelCounts values = counted("apply_activation<4>"), slopes = counted("apply_slope<4>");
  EXPECT_EQ(values.global_loads.sectors, std::uint64_t{sectors});
  EXPECT_EQ(values.global_stores.sectors, std::uint64_t{sectors});
  EXPECT_EQ(slopes.global_loads.sectors, std::uint64_t{2 * sectors});
  EXPECT_EQ(slopes.global_stores.sectors, std::uint64_t{sectors});
  expect_recorded_counts("apply_activation", values, 2 * sectors);
  expect_recorded_counts("apply_slope", slopes, 3 * sectors);
}

TEST_F(ModelLayerCounts, LayoutsAreReadAndWrittenAlongTheirRows) {
  constexpr std::uint64_t rows = 64, columns = 96, sectors = rows * columns / 8;
  const DeviceArray<float> matrix(ones_of(rows * columns)), turned(rows * columns);
  cuda::transpose(turned.get(), static_cast<const float*>(matrix.get()), rows, columns, nullptr);
  const KernelCounts tiles = counted("transpose_tiles<float, float>");
  EXPECT_EQ(tiles.global_loads.sectors, sectors);
  EXPECT_EQ(tiles.global_stores.sectors, sectors);
  EXPECT_EQ(tiles.shared_loads.worst_ways, 1u);
  EXPECT_EQ(tiles.shared_stores.worst_ways, 1u);
  expect_recorded_counts("transpose_tiles", tiles, 2 * static_cast<std::int64_t>(sectors));

  const cuda::PictureRows inner{2, 8, 64}, outer{2, 9, 72};
  const DeviceArray<float> pictures(ones_of(2 * 8 * 64)), padded(2 * 9 * 72);
  cuda::copy_pictures(padded.get(), outer, static_cast<const float*>(pictures.get()), inner,
                      nullptr);
  const KernelCounts copied = counted("copy_rows<float, float>");
  EXPECT_EQ(copied.global_loads.sectors, 2u * 8 * 64 / 8);
  EXPECT_EQ(copied.global_stores.sectors, 2u * 9 * 72 / 8);
  expect_recorded_counts("copy_rows", copied, 2 * (8 * 64 + 9 * 72) / 8);
}

}  // namespace
}  // namespace timbre::test
