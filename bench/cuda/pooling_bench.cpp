// Means and maxima of 2x2 windows of 64 pictures of 60x41x48, and cuDNN's as the yardstick; maxima
// of whole pictures of 15x10x96, for which cuDNN's windows are too large.
//
// Bytes: each way inputs and outputs once, and where a maximum is remembered a byte or four for
// each output. Flops: one for each input. Bound on an H100 SXM: memory, 11 us.
#include "model/epilogue.hpp"
#include "model/pool_cudnn.hpp"
#include "model/pooling.hpp"
#include "support/device_data.hpp"

namespace timbre::bench {
namespace {

using cuda::WindowShape;

struct Pictures {
  explicit Pictures(const WindowShape& windows)
      : shape(windows),
        input(noise_on_device(shape.batch * shape.input_size())),
        output(noise_on_device(shape.batch * shape.output_size())),
        gradient(room_on_device(shape.batch * shape.input_size())),
        from(room_on_device<std::int32_t>(shape.batch * shape.output_size())) {}

  static Pictures small_windows() {
    return Pictures({.batch = sized(64, 1),
                     .rows = sized(60u, 6u),
                     .columns = sized(41u, 5u),
                     .channels = 48,
                     .window_rows = 2,
                     .window_columns = 2});
  }
  static Pictures whole() {
    const std::uint32_t rows = sized(15u, 5u), columns = sized(10u, 3u);
    return Pictures({.batch = sized(64, 1),
                     .rows = rows,
                     .columns = columns,
                     .channels = 96,
                     .window_rows = rows,
                     .window_columns = columns});
  }

  cuda::Pool2d library(cuda::PoolKind kind) const {
    return {cuda::Libraries::of(device()),
            {.kind = kind,
             .batch = shape.batch,
             .rows = shape.rows,
             .columns = shape.columns,
             .channels = shape.channels,
             .window = static_cast<int>(shape.window_rows),
             .stride = static_cast<int>(shape.window_rows)}};
  }
  Work work(std::size_t remembered_bytes = 0) const {
    const std::size_t outputs = output.bytes() / sizeof(float);
    return {
        .bytes = static_cast<double>(input.bytes() + output.bytes() + remembered_bytes * outputs),
        .operations = static_cast<double>(input.bytes()) / sizeof(float)};
  }

  WindowShape shape;
  Buffer input, output, gradient, from;
};

void averages(benchmark::State& state, Cache cache) {
  const Pictures pictures = Pictures::small_windows();
  measure(state, cache, pictures.work(), [&] {
    cuda::average_windows(pictures.shape, pictures.output.as<float>(), pictures.input.as<float>(),
                          device().stream());
  });
}
void averages_gradient(benchmark::State& state, Cache cache) {
  const Pictures pictures = Pictures::small_windows();
  measure(state, cache, pictures.work(), [&] {
    cuda::spread_averages(pictures.shape, pictures.gradient.as<float>(),
                          pictures.output.as<float>(), device().stream());
  });
}

void forward_by_cudnn(benchmark::State& state, Cache cache, cuda::PoolKind kind) {
  const Pictures pictures = Pictures::small_windows();
  const cuda::Pool2d library = pictures.library(kind);
  measure(state, cache, pictures.work(),
          [&] { library.forward(pictures.output.as<float>(), pictures.input.as<float>()); });
}
void averages_by_cudnn(benchmark::State& state, Cache cache) {
  forward_by_cudnn(state, cache, cuda::PoolKind::average);
}
void maxima_by_cudnn(benchmark::State& state, Cache cache) {
  forward_by_cudnn(state, cache, cuda::PoolKind::max);
}

// It also reads the outputs and, for maxima, the inputs: the work stays what it is.
void gradient_by_cudnn(benchmark::State& state, Cache cache, cuda::PoolKind kind) {
  const Pictures pictures = Pictures::small_windows();
  const cuda::Pool2d library = pictures.library(kind);
  const Buffer arriving = noise_on_device(pictures.shape.batch * pictures.shape.output_size());
  library.forward(pictures.output.as<float>(), pictures.input.as<float>());
  measure(state, cache, pictures.work(), [&] {
    library.backward(pictures.gradient.as<float>(), arriving.as<float>(),
                     pictures.output.as<float>(), pictures.input.as<float>());
  });
}
void averages_gradient_by_cudnn(benchmark::State& state, Cache cache) {
  gradient_by_cudnn(state, cache, cuda::PoolKind::average);
}
void maxima_gradient_by_cudnn(benchmark::State& state, Cache cache) {
  gradient_by_cudnn(state, cache, cuda::PoolKind::max);
}

// Maxima of small windows are an epilogue's, which remembers a byte for each.
struct MaximaMemory {
  explicit MaximaMemory(const Pictures& pictures)
      : shape(cuda::EpilogueShape::of(
            pictures.shape.batch,
            {pictures.shape.rows, pictures.shape.columns, pictures.shape.channels}, epilogue)),
        passed(room_on_device<std::uint8_t>(shape.batch * shape.output_size())) {}

  void forward(const Pictures& pictures) const {
    cuda::epilogue_forward(shape, epilogue,
                           {.sums = pictures.input.as<float>(),
                            .output = pictures.output.as<float>(),
                            .passed = passed.as<std::uint8_t>()},
                           device().stream());
  }

  model::Epilogue epilogue{.pool = 2};
  cuda::EpilogueShape shape;
  Buffer passed;
};

void maxima(benchmark::State& state, Cache cache) {
  const Pictures pictures = Pictures::small_windows();
  const MaximaMemory memory(pictures);
  measure(state, cache, pictures.work(1), [&] { memory.forward(pictures); });
}
void maxima_gradient(benchmark::State& state, Cache cache) {
  const Pictures pictures = Pictures::small_windows();
  const MaximaMemory memory(pictures);
  memory.forward(pictures);
  measure(state, cache, pictures.work(1), [&] {
    cuda::epilogue_backward(memory.shape, memory.epilogue,
                            {.output_gradient = pictures.output.as<float>(),
                             .passed = memory.passed.as<std::uint8_t>(),
                             .sums_gradient = pictures.gradient.as<float>()},
                            device().stream());
  });
}

void find_maxima(const Pictures& pictures) {
  cuda::find_maxima(pictures.shape, pictures.output.as<float>(), pictures.from.as<std::int32_t>(),
                    pictures.input.as<float>(), device().stream());
}
void maxima_of_whole_pictures(benchmark::State& state, Cache cache) {
  const Pictures pictures = Pictures::whole();
  measure(state, cache, pictures.work(4), [&] { find_maxima(pictures); });
}
void maxima_of_whole_pictures_gradient(benchmark::State& state, Cache cache) {
  const Pictures pictures = Pictures::whole();
  find_maxima(pictures);
  measure(state, cache, pictures.work(4), [&] {
    cuda::spread_maxima(pictures.shape, pictures.gradient.as<float>(), pictures.output.as<float>(),
                        pictures.from.as<std::int32_t>(), device().stream());
  });
}

TIMBRE_GPU_BENCH(averages);
TIMBRE_GPU_BENCH(averages_by_cudnn);
TIMBRE_GPU_BENCH(averages_gradient);
TIMBRE_GPU_BENCH(averages_gradient_by_cudnn);
TIMBRE_GPU_BENCH(maxima);
TIMBRE_GPU_BENCH(maxima_by_cudnn);
TIMBRE_GPU_BENCH(maxima_gradient);
TIMBRE_GPU_BENCH(maxima_gradient_by_cudnn);
TIMBRE_GPU_BENCH(maxima_of_whole_pictures);
TIMBRE_GPU_BENCH(maxima_of_whole_pictures_gradient);

}  // namespace
}  // namespace timbre::bench
