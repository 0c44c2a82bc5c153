// Batch normalisation over the examples that count, whose number stands on the device: a captured
// step serves short batches, too. Values are [batch, pixels, channels]; threads take packs of
// neighbouring channels. Forward reads the values three times (mean, variance, result) and writes
// them once, backward reads values and gradients twice and writes once: 16 and 20 bytes and some 12
// operations for a value. Bound on an H100: 3.35 TB/s. Sums run in a fixed order.
#include "model/batch_norm.hpp"

#include "gpu/kernel.cuh"
#include "timbre/model/batch_norm.hpp"
// After the keywords.
#include "model/channel_sums.cuh"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = ChannelTiling::threads;

// The pixels of a thread: calls body(offset of its pack) for each below `pixels`.
template <int Width, typename Body>
__device__ void for_each_pixel(std::int64_t pixels, std::uint32_t channels, std::uint32_t rounds,
                               const Body& body) {
  const std::uint32_t channel = (blockIdx.x * blockDim.x + threadIdx.x) * Width;
  if (channel >= channels) return;
  std::int64_t pixel = std::int64_t{blockIdx.y} * rounds * blockDim.y + threadIdx.y;
  for (std::uint32_t round = 0; round < rounds && pixel < pixels; ++round, pixel += blockDim.y) {
    body(pixel * channels + channel, channel, pixel);
  }
}

template <int Width>
__device__ std::uint32_t own_channel() {
  return (blockIdx.x * blockDim.x + threadIdx.x) * Width;
}

__device__ double share_of(const NormMeasure& measure) {
  const PassState& state = *measure.state;
  return measure.cumulative ? model::cumulative_share(state.examples, state.rows) : measure.share;
}

template <int Width>
__global__ void __launch_bounds__(threads)
    measure_means(NormShape shape, std::uint32_t rounds, NormMeasure measure) {
  __shared__ LaneSums<Width> shared;
  const std::int64_t count = measure.state->rows * shape.pixels;
  Pack<Width> sum[1] = {};
  for_each_pixel<Width>(count, shape.channels, rounds,
                        [&](std::int64_t at, std::uint32_t, std::int64_t) {
                          const Pack<Width> value = load_pack<Width>(measure.input + at);
                          for (int i = 0; i < Width; ++i) sum[0].value[i] += value.value[i];
                        });
  const std::uint32_t channel = own_channel<Width>();
  sum_over_strips<1, Width>(
      sum, channel, shape.channels, measure.partial, measure.arrived, shared,
      [&](int, const Pack<Width>& total) {
        for (int i = 0; i < Width; ++i) {
          const double mean = total.value[i] / static_cast<double>(count);
          float& running = measure.moving_mean[channel + i];
          measure.statistics.mean[channel + i] = static_cast<float>(mean);
          running = static_cast<float>(model::followed(running, mean, share_of(measure)));
        }
      });
}

template <int Width>
__global__ void __launch_bounds__(threads)
    measure_variances(NormShape shape, std::uint32_t rounds, NormMeasure measure) {
  __shared__ LaneSums<Width> shared;
  const std::int64_t count = measure.state->rows * shape.pixels;
  Pack<Width> sum[1] = {};
  for_each_pixel<Width>(
      count, shape.channels, rounds, [&](std::int64_t at, std::uint32_t channel, std::int64_t) {
        const Pack<Width> value = load_pack<Width>(measure.input + at);
        for (int i = 0; i < Width; ++i) {
          const float difference = value.value[i] - measure.statistics.mean[channel + i];
          sum[0].value[i] += difference * difference;
        }
      });
  const std::uint32_t channel = own_channel<Width>();
  sum_over_strips<1, Width>(
      sum, channel, shape.channels, measure.partial, measure.arrived, shared,
      [&](int, const Pack<Width>& total) {
        for (int i = 0; i < Width; ++i) {
          const double variance = total.value[i] / static_cast<double>(count);
          const double unbiased = variance * model::bessel_correction(count);
          float& running = measure.moving_variance[channel + i];
          measure.statistics.inverse[channel + i] =
              static_cast<float>(model::inverse_deviation(variance, shape.epsilon));
          running = static_cast<float>(model::followed(running, unbiased, share_of(measure)));
        }
      });
}

__global__ void __launch_bounds__(threads)
    copy_running(NormShape shape, NormStatistics statistics, const float* moving_mean,
                 const float* moving_variance) {
  const std::uint32_t channel = blockIdx.x * threads + threadIdx.x;
  if (channel >= shape.channels) return;
  statistics.mean[channel] = moving_mean[channel];
  statistics.inverse[channel] =
      static_cast<float>(model::inverse_deviation(moving_variance[channel], shape.epsilon));
}

template <int Width>
__global__ void __launch_bounds__(threads)
    normalise_values(NormShape shape, std::uint32_t rounds, float* output, const float* input,
                     NormStatistics statistics, const float* gamma, const float* beta) {
  for_each_pixel<Width>(shape.batch * shape.pixels, shape.channels, rounds,
                        [&](std::int64_t at, std::uint32_t channel, std::int64_t) {
                          Pack<Width> value = load_pack<Width>(input + at);
                          for (int i = 0; i < Width; ++i) {
                            const std::uint32_t c = channel + i;
                            value.value[i] =
                                model::normalised(value.value[i], statistics.mean[c],
                                                  statistics.inverse[c], gamma[c], beta[c]);
                          }
                          store_pack<Width>(output + at, value);
                        });
}

template <int Width>
__global__ void __launch_bounds__(threads)
    sum_gradients(NormShape shape, std::uint32_t rounds, NormGradientSums sums) {
  __shared__ LaneSums<Width> shared;
  Pack<Width> sum[2] = {};
  for_each_pixel<Width>(sums.state->rows * shape.pixels, shape.channels, rounds,
                        [&](std::int64_t at, std::uint32_t channel, std::int64_t) {
                          const Pack<Width> gradient = load_pack<Width>(sums.output_gradient + at);
                          const Pack<Width> value = load_pack<Width>(sums.input + at);
                          for (int i = 0; i < Width; ++i) {
                            const std::uint32_t c = channel + i;
                            const float standardised = (value.value[i] - sums.statistics.mean[c]) *
                                                       sums.statistics.inverse[c];
                            sum[0].value[i] += gradient.value[i];
                            sum[1].value[i] += gradient.value[i] * standardised;
                          }
                        });
  const std::uint32_t channel = own_channel<Width>();
  sum_over_strips<2, Width>(sum, channel, shape.channels, sums.partial, sums.arrived, shared,
                            [&](int row, const Pack<Width>& total) {
                              float* const gradient =
                                  row == 0 ? sums.beta_gradient : sums.gamma_gradient;
                              store_pack<Width>(gradient + channel, total);
                            });
}

template <int Width>
__global__ void __launch_bounds__(threads)
    spread_gradients(NormShape shape, std::uint32_t rounds, NormInputGradient gradient) {
  const std::int64_t count = gradient.state->rows * shape.pixels;
  const float share = gradient.gamma_gradient == nullptr
                          ? 0.0f
                          : static_cast<float>(1.0 / static_cast<double>(count));
  for_each_pixel<Width>(
      shape.batch * shape.pixels, shape.channels, rounds,
      [&](std::int64_t at, std::uint32_t channel, std::int64_t pixel) {
        Pack<Width> result{};
        if (pixel < count) {
          const Pack<Width> arriving = load_pack<Width>(gradient.output_gradient + at);
          const Pack<Width> value = load_pack<Width>(gradient.input + at);
          for (int i = 0; i < Width; ++i) {
            const std::uint32_t c = channel + i;
            const float inverse = gradient.statistics.inverse[c];
            const bool measured = gradient.gamma_gradient != nullptr;
            result.value[i] = model::normalised_gradient(
                arriving.value[i], (value.value[i] - gradient.statistics.mean[c]) * inverse,
                gradient.gamma[c] * inverse, measured ? share * gradient.beta_gradient[c] : 0.0f,
                measured ? share * gradient.gamma_gradient[c] : 0.0f);
          }
        }
        store_pack<Width>(gradient.input_gradient + at, result);
      });
}

ChannelTiling tiling_of(const NormShape& shape) {
  return ChannelTiling::of(shape.batch * shape.pixels, shape.channels);
}

gpu::Launch launch_of(const ChannelTiling& tiling, cudaStream_t stream) {
  return {.grid = {tiling.tiles, tiling.strips},
          .block = {tiling.tile, tiling.lanes},
          .stream = stream};
}

}  // namespace

void measure_norm(const NormShape& shape, const NormMeasure& measure, cudaStream_t stream) {
  const ChannelTiling tiling = tiling_of(shape);
  const gpu::Launch launch = launch_of(tiling, stream);
  if (tiling.width == 4) {
    gpu::launch<measure_means<4>>(launch, shape, tiling.rounds, measure);
    return gpu::launch<measure_variances<4>>(launch, shape, tiling.rounds, measure);
  }
  gpu::launch<measure_means<1>>(launch, shape, tiling.rounds, measure);
  gpu::launch<measure_variances<1>>(launch, shape, tiling.rounds, measure);
}

void take_running_norm(const NormShape& shape, const NormStatistics& statistics,
                       const float* moving_mean, const float* moving_variance,
                       cudaStream_t stream) {
  gpu::launch<copy_running>(
      {.grid = (shape.channels + threads - 1) / threads, .block = threads, .stream = stream}, shape,
      statistics, moving_mean, moving_variance);
}

void normalise(const NormShape& shape, float* output, const float* input,
               const NormStatistics& statistics, const float* gamma, const float* beta,
               cudaStream_t stream) {
  const ChannelTiling tiling = tiling_of(shape);
  const gpu::Launch launch = launch_of(tiling, stream);
  if (tiling.width == 4) {
    return gpu::launch<normalise_values<4>>(launch, shape, tiling.rounds, output, input, statistics,
                                            gamma, beta);
  }
  gpu::launch<normalise_values<1>>(launch, shape, tiling.rounds, output, input, statistics, gamma,
                                   beta);
}

void sum_norm_gradients(const NormShape& shape, const NormGradientSums& sums, cudaStream_t stream) {
  const ChannelTiling tiling = tiling_of(shape);
  const gpu::Launch launch = launch_of(tiling, stream);
  if (tiling.width == 4) {
    return gpu::launch<sum_gradients<4>>(launch, shape, tiling.rounds, sums);
  }
  gpu::launch<sum_gradients<1>>(launch, shape, tiling.rounds, sums);
}

void norm_input_gradient(const NormShape& shape, const NormInputGradient& gradient,
                         cudaStream_t stream) {
  const ChannelTiling tiling = tiling_of(shape);
  const gpu::Launch launch = launch_of(tiling, stream);
  if (tiling.width == 4) {
    return gpu::launch<spread_gradients<4>>(launch, shape, tiling.rounds, gradient);
  }
  gpu::launch<spread_gradients<1>>(launch, shape, tiling.rounds, gradient);
}

// Of two sums for each channel.
std::int64_t norm_partial_size(const NormShape& shape) {
  return 2 * std::int64_t{tiling_of(shape).strips} * shape.channels;
}

std::int64_t norm_counters(const NormShape& shape) {
  return tiling_of(shape).tiles;
}

}  // namespace timbre::cuda
