// Document 001's first two layers, 2 -> 48 channels with relu, 2x2 maxima and dropout (batch 64,
// 60x41), as the one narrow convolution that they become, and the folding that makes it one.
//
// Bytes: forward inputs in, outputs and a byte for each out; backward the same, all in. Flops: two
// for each product of the sums forward; backward four for each output's part in the gradients of
// two input channels and one for the bias's. Folding: 2 (in + 1) between out, unfolding twice as
// many. Bound on an H100 SXM: memory, 3.1 us each way; folding is bound by its launch.
#include "model/fold.hpp"
#include "model/narrow.hpp"
#include "support/device_data.hpp"

namespace timbre::bench {
namespace {

constexpr std::uint32_t in = 2, channels = 48;
constexpr model::Epilogue epilogue{.relu = true, .pool = 2, .rate = 0.5, .dropout_layer = 1};

struct Layer {
  void forward() const {
    cuda::narrow_forward(shape, in, epilogue, kernel.as<float>(),
                         {.sums = input.as<float>(),
                          .bias = bias.as<float>(),
                          .output = output.as<float>(),
                          .passed = passed.as<std::uint8_t>(),
                          .example = example.as<std::int32_t>(),
                          .state = state.as<cuda::PassState>()},
                         device().stream());
  }
  void backward() const {
    cuda::narrow_backward(shape, in, epilogue,
                          {.input = input.as<float>(),
                           .output_gradient = output.as<float>(),
                           .passed = passed.as<std::uint8_t>(),
                           .gradient = {kernel_gradient.as<float>(), bias_gradient.as<float>()},
                           .partial = partial.as<float>(),
                           .arrived = arrived.as<unsigned>()},
                          device().stream());
  }
  Work work(double operations) const {
    return {.bytes = static_cast<double>(input.bytes() + output.bytes() + passed.bytes()),
            .operations = operations};
  }
  double sums() const { return static_cast<double>(shape.pixels()) * channels; }
  double outputs() const { return static_cast<double>(passed.bytes()); }

  cuda::EpilogueShape shape = cuda::EpilogueShape::of(
      sized(64, 1), {sized(60, 6), sized(41, 5), std::int64_t{channels}}, epilogue);
  Buffer input = noise_on_device(shape.pixels() * in), kernel = noise_on_device(in * channels),
         bias = noise_on_device(channels),
         output = noise_on_device(shape.batch * shape.output_size()),
         passed = room_on_device<std::uint8_t>(shape.batch * shape.output_size()),
         kernel_gradient = room_on_device(in * channels), bias_gradient = room_on_device(channels),
         partial = room_on_device(cuda::narrow_partial_size(shape, in)),
         arrived = on_device(std::vector<unsigned>(cuda::narrow_counters(shape), 0u)),
         example = on_device(std::vector<std::int32_t>(shape.batch, 7)),
         state = on_device(std::vector<cuda::PassState>(1));
};

void narrow(benchmark::State& state, Cache cache) {
  const Layer layer;
  measure(state, cache, layer.work(2.0 * in * layer.sums()), [&] { layer.forward(); });
}
void narrow_gradient(benchmark::State& state, Cache cache) {
  const Layer layer;
  layer.forward();
  measure(state, cache, layer.work((2.0 * in + 1.0) * layer.outputs()), [&] { layer.backward(); });
}

// 48 -> 96 -> 96 channels: the larger pair.
struct Maps {
  cuda::ConstAffineMap first() const { return {kernel_1.as<float>(), bias_1.as<float>()}; }
  cuda::ConstAffineMap second() const { return {kernel_2.as<float>(), bias_2.as<float>()}; }
  // All matrices and biases once: a fold's three, an unfold's five.
  double bytes(bool unfolds) const {
    const auto rows = [](std::uint32_t inputs) { return inputs + 1.0; };
    const double first_values = rows(shape.in) * shape.between;
    const double second_values = rows(shape.between) * shape.out;
    const double folded_values = rows(shape.in) * shape.out;
    return sizeof(float) * ((unfolds ? 2.0 : 1.0) * (first_values + second_values) + folded_values);
  }
  double operations() const { return 2.0 * (shape.in + 1.0) * shape.between * shape.out; }

  cuda::FoldShape shape{sized(48u, 8u), sized(96u, 12u), sized(96u, 12u)};
  Buffer kernel_1 = noise_on_device(shape.in * shape.between),
         bias_1 = noise_on_device(shape.between),
         kernel_2 = noise_on_device(shape.between * shape.out), bias_2 = noise_on_device(shape.out),
         folded = noise_on_device(shape.in * shape.out), folded_bias = noise_on_device(shape.out),
         gradient_1 = room_on_device(shape.in * shape.between),
         bias_gradient_1 = room_on_device(shape.between),
         gradient_2 = room_on_device(shape.between * shape.out),
         bias_gradient_2 = room_on_device(shape.out);
};

void fold(benchmark::State& state, Cache cache) {
  const Maps maps;
  measure(state, cache, {.bytes = maps.bytes(false), .operations = maps.operations()}, [&] {
    cuda::fold(maps.shape, {maps.folded.as<float>(), maps.folded_bias.as<float>()}, maps.first(),
               maps.second(), device().stream());
  });
}
void unfold(benchmark::State& state, Cache cache) {
  const Maps maps;
  measure(state, cache, {.bytes = maps.bytes(true), .operations = 2.0 * maps.operations()}, [&] {
    cuda::unfold(maps.shape, {maps.gradient_1.as<float>(), maps.bias_gradient_1.as<float>()},
                 {maps.gradient_2.as<float>(), maps.bias_gradient_2.as<float>()},
                 {maps.folded.as<float>(), maps.folded_bias.as<float>()}, maps.first(),
                 maps.second(), device().stream());
  });
}

TIMBRE_GPU_BENCH(narrow);
TIMBRE_GPU_BENCH(narrow_gradient);
TIMBRE_GPU_BENCH(fold);
TIMBRE_GPU_BENCH(unfold);

}  // namespace
}  // namespace timbre::bench
