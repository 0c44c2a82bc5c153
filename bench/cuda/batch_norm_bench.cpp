// Batch normalisation of 64 pictures of 60x41x48, and cuDNN's as the yardstick.
//
// Bytes: forward every value in and out once, backward values and gradients in and gradients out.
// Our kernels read the values three times and twice (cuda/model/batch_norm.cu): where nothing stays
// in a cache, 0.5 and 0.6 of the bound are the most that they can reach. Flops: 8 for a value
// forward (mean, variance, result), 10 backward. Bound on an H100 SXM: memory, 18 and 27 us.
#include "model/batch_norm.hpp"
#include "model/batch_norm_cudnn.hpp"
#include "support/device_data.hpp"

namespace timbre::bench {
namespace {

struct Norm {
  Norm()
      : shape(
            {.batch = sized<std::int64_t>(64, 2), .pixels = sized(60u * 41u, 20u), .channels = 48}),
        count(shape.batch * shape.pixels * shape.channels) {}

  cuda::NormStatistics statistics() const { return {mean.as<float>(), inverse.as<float>()}; }
  Work forward_work() const {
    return {.bytes = 8.0 * static_cast<double>(count),
            .operations = 8.0 * static_cast<double>(count)};
  }
  Work backward_work() const {
    return {.bytes = 12.0 * static_cast<double>(count),
            .operations = 10.0 * static_cast<double>(count)};
  }
  cuda::BatchNorm library() const {
    return {cuda::Libraries::of(device()),
            {.rows = shape.batch * shape.pixels, .channels = shape.channels}};
  }

  void forward() const {
    cuda::measure_norm(shape,
                       {.input = input.as<float>(),
                        .statistics = statistics(),
                        .moving_mean = moving_mean.as<float>(),
                        .moving_variance = moving_variance.as<float>(),
                        .share = 0.01,
                        .partial = partial.as<float>(),
                        .arrived = arrived.as<unsigned>(),
                        .state = state.as<cuda::PassState>()},
                       device().stream());
    cuda::normalise(shape, output.as<float>(), input.as<float>(), statistics(), gamma.as<float>(),
                    beta.as<float>(), device().stream());
  }
  void backward() const {
    cuda::sum_norm_gradients(shape,
                             {.output_gradient = output.as<float>(),
                              .input = input.as<float>(),
                              .statistics = statistics(),
                              .gamma_gradient = gamma_gradient.as<float>(),
                              .beta_gradient = beta_gradient.as<float>(),
                              .partial = partial.as<float>(),
                              .arrived = arrived.as<unsigned>(),
                              .state = state.as<cuda::PassState>()},
                             device().stream());
    cuda::norm_input_gradient(shape,
                              {.input_gradient = gradient.as<float>(),
                               .output_gradient = output.as<float>(),
                               .input = input.as<float>(),
                               .statistics = statistics(),
                               .gamma = gamma.as<float>(),
                               .gamma_gradient = gamma_gradient.as<float>(),
                               .beta_gradient = beta_gradient.as<float>(),
                               .state = state.as<cuda::PassState>()},
                              device().stream());
  }

  cuda::NormShape shape;
  std::int64_t count;
  Buffer input = noise_on_device(count), output = noise_on_device(count),
         gradient = room_on_device(count);
  Buffer gamma = noise_on_device(shape.channels), beta = noise_on_device(shape.channels),
         moving_mean = noise_on_device(shape.channels),
         moving_variance = on_device(std::vector<float>(shape.channels, 1.0f)),
         mean = room_on_device(shape.channels), inverse = room_on_device(shape.channels),
         gamma_gradient = room_on_device(shape.channels),
         beta_gradient = room_on_device(shape.channels);
  Buffer partial = room_on_device(cuda::norm_partial_size(shape));
  Buffer arrived = on_device(std::vector<unsigned>(cuda::norm_counters(shape), 0u));
  Buffer state = on_device(std::vector<cuda::PassState>{{.rows = shape.batch}});
};

void batch_norm(benchmark::State& state, Cache cache) {
  const Norm norm;
  measure(state, cache, norm.forward_work(), [&] { norm.forward(); });
}
void batch_norm_gradient(benchmark::State& state, Cache cache) {
  const Norm norm;
  norm.forward();
  measure(state, cache, norm.backward_work(), [&] { norm.backward(); });
}

void forward_by_cudnn(const Norm& norm, const cuda::BatchNorm& library) {
  library.forward_training(norm.output.as<float>(), norm.input.as<float>(),
                           {norm.gamma.as<float>(), norm.beta.as<float>()},
                           {norm.moving_mean.as<float>(), norm.moving_variance.as<float>()},
                           {norm.mean.as<float>(), norm.inverse.as<float>()});
}
void batch_norm_by_cudnn(benchmark::State& state, Cache cache) {
  const Norm norm;
  const cuda::BatchNorm library = norm.library();
  measure(state, cache, norm.forward_work(), [&] { forward_by_cudnn(norm, library); });
}
void batch_norm_gradient_by_cudnn(benchmark::State& state, Cache cache) {
  const Norm norm;
  const cuda::BatchNorm library = norm.library();
  forward_by_cudnn(norm, library);
  measure(state, cache, norm.backward_work(), [&] {
    library.backward(norm.gradient.as<float>(), norm.gamma_gradient.as<float>(),
                     norm.beta_gradient.as<float>(), norm.output.as<float>(),
                     norm.input.as<float>(), norm.gamma.as<float>(),
                     {norm.mean.as<float>(), norm.inverse.as<float>()});
  });
}

TIMBRE_GPU_BENCH(batch_norm);
TIMBRE_GPU_BENCH(batch_norm_by_cudnn);
TIMBRE_GPU_BENCH(batch_norm_gradient);
TIMBRE_GPU_BENCH(batch_norm_gradient_by_cudnn);

}  // namespace
}  // namespace timbre::bench
