// Copies between our layouts and cuDNN's: a row and a column of zeros more around 64 pictures of
// 60x41x48, the same in bfloat16, and the transpose of a kernel 3x3x256x512.
//
// Bytes: each value in and out once, 4 or 2 each. Nothing is computed but roundings. Bound on an
// H100 SXM: memory, 18 us, 14 us and 2.8 us.
#include "model/conv_layout.hpp"
#include "support/device_data.hpp"

namespace timbre::bench {
namespace {

template <typename To>
void pad_pictures(benchmark::State& state, Cache cache) {
  const std::int64_t batch = sized(64, 1), rows = sized(60, 6), columns = sized(41, 5),
                     channels = 48;
  const cuda::PictureRows inner{batch, rows, columns * channels},
      outer{batch, rows + 1, (columns + 1) * channels};
  const Buffer from = noise_on_device(inner.batch * inner.rows * inner.row_size),
               to = room_on_device<To>(outer.batch * outer.rows * outer.row_size);
  measure(state, cache, {.bytes = static_cast<double>(from.bytes() + to.bytes())}, [&] {
    cuda::copy_pictures(to.as<To>(), outer, static_cast<const float*>(from.as<float>()), inner,
                        device().stream());
  });
}
void padded_pictures(benchmark::State& state, Cache cache) {
  pad_pictures<float>(state, cache);
}
void padded_pictures_in_bf16(benchmark::State& state, Cache cache) {
  pad_pictures<cuda::Bfloat16>(state, cache);
}

void transposed_kernel(benchmark::State& state, Cache cache) {
  const std::int64_t rows = sized(3 * 3 * 256, 40), columns = sized(512, 70);
  const Buffer from = noise_on_device(rows * columns), to = room_on_device(rows * columns);
  measure(state, cache, {.bytes = static_cast<double>(from.bytes() + to.bytes())}, [&] {
    cuda::transpose(to.as<float>(), static_cast<const float*>(from.as<float>()), rows, columns,
                    device().stream());
  });
}

TIMBRE_GPU_BENCH(padded_pictures);
TIMBRE_GPU_BENCH(padded_pictures_in_bf16);
TIMBRE_GPU_BENCH(transposed_kernel);

}  // namespace
}  // namespace timbre::bench
