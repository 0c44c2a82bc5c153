// Where the segments of a batch begin. A thread takes a row: 12 bytes in, 8 bytes out, so that the
// launch is all that it costs.
#include "dataset/choose_segments.hpp"

#include "gpu/kernel.cuh"

namespace timbre::cuda {
namespace {

constexpr unsigned threads = 128;

__global__ void __launch_bounds__(threads)
    pick_segments(const std::int64_t* starts_of_all, const SourceState* state, StepFill fill,
                  std::int64_t* starts) {
  const std::int64_t row = std::int64_t{blockIdx.x} * threads + threadIdx.x;
  if (row >= fill.batch) return;
  const std::int64_t place = min(*fill.step * fill.batch + row, state->order_size - 1);
  starts[row] = place < 0 ? 0 : starts_of_all[state->order[place]];
}

}  // namespace

void choose_segments(const std::int64_t* starts_of_all, const SourceState* state,
                     const StepFill& fill, std::int64_t* starts, cudaStream_t stream) {
  const auto blocks = static_cast<unsigned>((fill.batch + threads - 1) / threads);
  gpu::launch<pick_segments>({.grid = blocks, .block = threads, .stream = stream}, starts_of_all,
                             state, fill, starts);
}

}  // namespace timbre::cuda
