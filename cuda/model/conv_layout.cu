// Copies between our layouts and types and those that cuDNN takes.
//
// copy_rows: reads each value of the smaller pictures and writes each of the target once, along
// their rows. transpose_tiles: reads and writes each value once, both along rows of memory. Neither
// computes anything but addresses and roundings: both are bound by memory, on an H100 by
// (bytes read + bytes written) / 3.35 TB/s. 4 bytes each way, or 4 and 2 with bfloat16.
#include "model/conv_layout.hpp"

#include <algorithm>

#include "gpu/kernel.cuh"

namespace timbre::cuda {
namespace {

__device__ float widen(float value) {
  return value;
}
__device__ float widen(Bfloat16 value) {
  return __uint_as_float(static_cast<unsigned>(value.bits) << 16);
}

__device__ void put(float& target, float value) {
  target = value;
}
// Adds half of the last kept bit, less when that bit is even; a NaN keeps its upper half.
__device__ void put(Bfloat16& target, float value) {
  const unsigned bits = __float_as_uint(value);
  const unsigned rounding = value == value ? 0x7FFFu + ((bits >> 16) & 1u) : 0u;
  target.bits = static_cast<std::uint16_t>((bits + rounding) >> 16);
}

constexpr int copy_threads = 256;

// A block for each row of the target, in turn: blockIdx.x counts batch * rows.
template <typename To, typename From>
__global__ void __launch_bounds__(copy_threads)
    copy_rows(To* to, PictureRows to_shape, const From* from, PictureRows from_shape) {
  for (std::int64_t row = blockIdx.x; row < to_shape.batch * to_shape.rows; row += gridDim.x) {
    const std::int64_t picture = row / to_shape.rows;
    const std::int64_t picture_row = row - picture * to_shape.rows;
    const bool inside = picture_row < from_shape.rows;
    const From* source = from + (picture * from_shape.rows + picture_row) * from_shape.row_size;
    To* target = to + row * to_shape.row_size;
    for (std::int64_t index = threadIdx.x; index < to_shape.row_size; index += blockDim.x) {
      const bool there = inside && index < from_shape.row_size;
      put(target[index], there ? widen(source[index]) : 0.0f);
    }
  }
}

constexpr int tile = 32;
constexpr int tile_rows = 8;  // of threads: each moves four values

// A block for each tile of 32x32 values, which goes through shared memory so that both sides are
// read and written along their rows. The column more keeps reads along columns free of conflicts.
template <typename To, typename From>
__global__ void __launch_bounds__(tile* tile_rows)
    transpose_tiles(To* to, const From* from, std::int64_t rows, std::int64_t columns) {
  __shared__ float values[tile][tile + 1];
  const std::int64_t first_row = static_cast<std::int64_t>(blockIdx.x) * tile;
  const std::int64_t first_column = static_cast<std::int64_t>(blockIdx.y) * tile;
  for (int step = threadIdx.y; step < tile; step += tile_rows) {
    const std::int64_t row = first_row + step;
    const std::int64_t column = first_column + threadIdx.x;
    if (row < rows && column < columns)
      values[step][threadIdx.x] = widen(from[row * columns + column]);
  }
  __syncthreads();
  for (int step = threadIdx.y; step < tile; step += tile_rows) {
    const std::int64_t row = first_row + threadIdx.x;
    const std::int64_t column = first_column + step;
    if (row < rows && column < columns) put(to[column * rows + row], values[threadIdx.x][step]);
  }
}

constexpr std::int64_t most_copy_blocks = 4096;

}  // namespace

template <typename To, typename From>
void copy_pictures(To* to, const PictureRows& to_shape, const From* from,
                   const PictureRows& from_shape, cudaStream_t stream) {
  const std::int64_t blocks = std::min(to_shape.batch * to_shape.rows, most_copy_blocks);
  gpu::launch<copy_rows<To, From>>(
      {.grid = static_cast<unsigned>(blocks), .block = copy_threads, .stream = stream}, to,
      to_shape, from, from_shape);
}

template <typename To, typename From>
void transpose(To* to, const From* from, std::int64_t rows, std::int64_t columns,
               cudaStream_t stream) {
  const dim3 grid(static_cast<unsigned>((rows + tile - 1) / tile),
                  static_cast<unsigned>((columns + tile - 1) / tile));
  gpu::launch<transpose_tiles<To, From>>(
      {.grid = grid, .block = dim3(tile, tile_rows), .stream = stream}, to, from, rows, columns);
}

template void copy_pictures(float*, const PictureRows&, const float*, const PictureRows&,
                            cudaStream_t);
template void copy_pictures(Bfloat16*, const PictureRows&, const float*, const PictureRows&,
                            cudaStream_t);
template void copy_pictures(float*, const PictureRows&, const Bfloat16*, const PictureRows&,
                            cudaStream_t);
template void transpose(float*, const float*, std::int64_t, std::int64_t, cudaStream_t);
template void transpose(Bfloat16*, const float*, std::int64_t, std::int64_t, cudaStream_t);
template void transpose(float*, const Bfloat16*, std::int64_t, std::int64_t, cudaStream_t);

}  // namespace timbre::cuda
