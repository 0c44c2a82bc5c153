// What follows a layer's sums, on document 001's first layer (batch 64, sums 60x41x48): bias, relu,
// 2x2 maxima and dropout in one kernel; tanh and its slope; and a bias's gradient, beside cuDNN's.
//
// Bytes: sums and outputs once, and a byte for each output. Flops: what is added, compared and
// scaled, one for each sum and three for each output; one for each gradient that is added up.
// Bound on an H100 SXM: memory, 12 us for the epilogue each way.
#include "model/activation.hpp"
#include "model/column_sums_cudnn.hpp"
#include "model/epilogue.hpp"
#include "support/device_data.hpp"

namespace timbre::bench {
namespace {

using cuda::EpilogueShape;
using model::Epilogue;

// An epilogue's memory.
struct Layer {
  explicit Layer(const Epilogue& of)
      : epilogue(of),
        shape(EpilogueShape::of(sized(64, 1), {sized(60, 6), sized(41, 5), 48}, of)),
        sums(noise_on_device(shape.pixels() * shape.channels)),
        bias(noise_on_device(shape.channels)),
        output(noise_on_device(shape.batch * shape.output_size())),
        passed(room_on_device<std::uint8_t>(shape.batch * shape.output_size())),
        sums_gradient(room_on_device(shape.pixels() * shape.channels)),
        bias_gradient(room_on_device(shape.channels)),
        partial(room_on_device(cuda::bias_partial_size(shape))),
        arrived(on_device(std::vector<unsigned>(cuda::bias_counters(shape), 0u))),
        example(on_device(std::vector<std::int32_t>(shape.batch, 7))),
        state(on_device(std::vector<cuda::PassState>(1))) {}

  void forward() const {
    cuda::epilogue_forward(shape, epilogue,
                           {.sums = sums.as<float>(),
                            .bias = bias.as<float>(),
                            .output = output.as<float>(),
                            .passed = passed.as<std::uint8_t>(),
                            .example = example.as<std::int32_t>(),
                            .state = state.as<cuda::PassState>()},
                           device().stream());
  }
  void backward() const {
    cuda::epilogue_backward(shape, epilogue,
                            {.output_gradient = output.as<float>(),
                             .passed = passed.as<std::uint8_t>(),
                             .sums_gradient = sums_gradient.as<float>(),
                             .bias_gradient = bias_gradient.as<float>(),
                             .partial = partial.as<float>(),
                             .arrived = arrived.as<unsigned>()},
                            device().stream());
  }
  // Either way moves the sums or their gradient, the outputs or theirs, and `passed`.
  Work work() const {
    return {.bytes = static_cast<double>(sums.bytes() + output.bytes() + passed.bytes()),
            .operations = static_cast<double>(sums.bytes() + 3 * output.bytes()) / sizeof(float)};
  }

  Epilogue epilogue;
  EpilogueShape shape;
  Buffer sums, bias, output, passed, sums_gradient, bias_gradient, partial, arrived, example, state;
};

constexpr Epilogue first_layer{.relu = true, .pool = 2, .rate = 0.5, .dropout_layer = 1};

void epilogue(benchmark::State& state, Cache cache) {
  const Layer layer(first_layer);
  measure(state, cache, layer.work(), [&] { layer.forward(); });
}
void epilogue_gradient(benchmark::State& state, Cache cache) {
  const Layer layer(first_layer);
  layer.forward();
  measure(state, cache, layer.work(), [&] { layer.backward(); });
}

Work work_of_sums(const Layer& layer) {
  return {.bytes = static_cast<double>(layer.output.bytes() + layer.bias.bytes()),
          .operations = static_cast<double>(layer.output.bytes()) / sizeof(float)};
}

void bias_gradient(benchmark::State& state, Cache cache) {
  const Layer layer(Epilogue{});
  measure(state, cache, work_of_sums(layer), [&] {
    cuda::epilogue_backward(layer.shape, layer.epilogue,
                            {.output_gradient = layer.output.as<float>(),
                             .bias_gradient = layer.bias_gradient.as<float>(),
                             .partial = layer.partial.as<float>(),
                             .arrived = layer.arrived.as<unsigned>()},
                            device().stream());
  });
}
void bias_gradient_by_cudnn(benchmark::State& state, Cache cache) {
  const Layer layer(Epilogue{});
  const cuda::ColumnSums columns(cuda::Libraries::of(device()), layer.shape.pixels(),
                                 layer.shape.channels);
  measure(state, cache, work_of_sums(layer),
          [&] { columns.run(layer.bias_gradient.as<float>(), layer.output.as<float>()); });
}

// Bytes: 8 for a value and 12 for a gradient. Flops: 20 for a tanh, which is the least of what
// exponentials take, 3 for its slope.
void tanh_values(benchmark::State& state, Cache cache) {
  const std::int64_t count = sized(64 * 60 * 41 * 48, 4096);
  const Buffer input = noise_on_device(count), output = room_on_device(count);
  const auto values = static_cast<double>(count);
  measure(state, cache, {.bytes = 8 * values, .operations = 20 * values}, [&] {
    cuda::activate(model::Activation::tanh, count, output.as<float>(), input.as<float>(),
                   device().stream());
  });
}
void tanh_slope(benchmark::State& state, Cache cache) {
  const std::int64_t count = sized(64 * 60 * 41 * 48, 4096);
  const Buffer output = noise_on_device(count), arriving = noise_on_device(count),
               gradient = room_on_device(count);
  const auto values = static_cast<double>(count);
  measure(state, cache, {.bytes = 12 * values, .operations = 3 * values}, [&] {
    cuda::activation_gradient(model::Activation::tanh, count, gradient.as<float>(),
                              arriving.as<float>(), output.as<float>(), device().stream());
  });
}

TIMBRE_GPU_BENCH(epilogue);
TIMBRE_GPU_BENCH(epilogue_gradient);
TIMBRE_GPU_BENCH(bias_gradient);
TIMBRE_GPU_BENCH(bias_gradient_by_cudnn);
TIMBRE_GPU_BENCH(tanh_values);
TIMBRE_GPU_BENCH(tanh_slope);

}  // namespace
}  // namespace timbre::bench
