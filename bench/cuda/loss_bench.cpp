// Probabilities, loss, gradient and the pass's totals: document 001's 64 rows of 10 classes, where
// the launch is most of the time, and 8192 rows of 527 classes.
//
// Bytes: logits in, probabilities and gradients out, 12 for each logit, and 12 for each row. Its
// arithmetic is in double precision, whose peak is not among the device's: no operations stand
// here. Bound on an H100 SXM: memory, 16 us for the larger one.
#include "model/class_loss.hpp"
#include "support/device_data.hpp"

namespace timbre::bench {
namespace {

void run_loss(benchmark::State& state, Cache cache, std::int64_t rows, std::uint32_t classes) {
  const std::int64_t count = rows * classes;
  const Buffer logits = noise_on_device(count), probabilities = room_on_device(count),
               gradient = room_on_device(count);
  const Buffer target = on_device(std::vector<std::int32_t>(rows, 1)),
               weight = on_device(std::vector<float>(rows, 1.0f)),
               row_loss = room_on_device<double>(rows),
               correct = room_on_device<std::int32_t>(rows),
               arrived = on_device(std::vector<unsigned>(1, 0u)),
               pass = on_device(std::vector<cuda::PassState>{{.rows = rows}});
  const cuda::ClassLoss loss{.batch = rows,
                             .classes = classes,
                             .clip = 1e-7,
                             .logits = logits.as<float>(),
                             .target = target.as<std::int32_t>(),
                             .weight = weight.as<float>(),
                             .probabilities = probabilities.as<float>(),
                             .gradient = gradient.as<float>(),
                             .row_loss = row_loss.as<double>(),
                             .row_correct = correct.as<std::int32_t>(),
                             .arrived = arrived.as<unsigned>(),
                             .state = pass.as<cuda::PassState>()};
  measure(state, cache, {.bytes = 12.0 * static_cast<double>(count + rows)},
          [&] { cuda::class_loss(loss, device().stream()); });
}

void loss_of_10_classes(benchmark::State& state, Cache cache) {
  run_loss(state, cache, 64, 10);
}
void loss_of_527_classes(benchmark::State& state, Cache cache) {
  run_loss(state, cache, sized(8192, 16), 527);
}
TIMBRE_GPU_BENCH(loss_of_10_classes);
TIMBRE_GPU_BENCH(loss_of_527_classes);

}  // namespace
}  // namespace timbre::bench
