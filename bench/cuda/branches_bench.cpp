// Where a residual network's branches meet, 64 pictures of 56x56x64 (the first blocks of ResNet-34
// at 224 pixels), and where its pictures end: maximum and mean of 64 of 7x7x512.
//
// Bytes: a sum reads two values and writes one; its gradient reads two (the sum says where ReLU
// passed) and writes two. Pooling reads each value once, its gradient writes each once; what it
// writes for a channel is little. Flops: one, and two for pooling. Bound on an H100 SXM: memory, 46
// and 61 us; 1.9 us for pooling.
#include "model/addition.hpp"
#include "model/concat_pool.hpp"
#include "support/device_data.hpp"

namespace timbre::bench {
namespace {

Work work_of(const Buffer& values, double times, double operations) {
  const auto bytes = static_cast<double>(values.bytes());
  return {.bytes = times * bytes, .operations = operations * bytes / sizeof(float)};
}

struct Branches {
  std::int64_t count = sized(std::int64_t{64} * 56 * 56 * 64, std::int64_t{4000});
  Buffer first = noise_on_device(count), second = noise_on_device(count);
  Buffer sum = noise_on_device(count);
};

void addition(benchmark::State& state, Cache cache) {
  const Branches of;
  measure(state, cache, work_of(of.sum, 3, 1), [&] {
    cuda::add_values(of.count, true, of.sum.as<float>(), of.first.as<float>(),
                     of.second.as<float>(), device().stream());
  });
}
void addition_gradient(benchmark::State& state, Cache cache) {
  const Branches of;
  const Buffer arriving = noise_on_device(of.count);
  measure(state, cache, work_of(of.sum, 4, 1), [&] {
    cuda::spread_sum(of.count, true, of.first.as<float>(), of.second.as<float>(),
                     arriving.as<float>(), of.sum.as<float>(), device().stream());
  });
}

struct LastPictures {
  cuda::ConcatPoolShape shape{
      .batch = sized(64, 2), .pixels = sized(49u, 6u), .channels = sized(512u, 40u)};
  Buffer values = noise_on_device(shape.batch * shape.pixels * shape.channels);
  Buffer pooled = noise_on_device(2 * shape.batch * shape.channels);
  Buffer from = room_on_device<std::int32_t>(shape.batch * shape.channels);
};

void pool(const LastPictures& of) {
  cuda::pool_concat(of.shape, of.pooled.as<float>(), of.from.as<std::int32_t>(),
                    of.values.as<float>(), device().stream());
}
void concat_pool(benchmark::State& state, Cache cache) {
  const LastPictures of;
  measure(state, cache, work_of(of.values, 1, 2), [&] { pool(of); });
}
void concat_pool_gradient(benchmark::State& state, Cache cache) {
  const LastPictures of;
  pool(of);
  measure(state, cache, work_of(of.values, 1, 2), [&] {
    cuda::spread_concat(of.shape, of.values.as<float>(), of.pooled.as<float>(),
                        of.from.as<std::int32_t>(), device().stream());
  });
}

TIMBRE_GPU_BENCH(addition);
TIMBRE_GPU_BENCH(addition_gradient);
TIMBRE_GPU_BENCH(concat_pool);
TIMBRE_GPU_BENCH(concat_pool_gradient);

}  // namespace
}  // namespace timbre::bench
