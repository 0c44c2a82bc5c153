#pragma once

#include <vector>

#include "emulator/device.hpp"
#include "features/fft.cuh"
#include "features/transform_tables.hpp"

namespace timbre::test {

using cuda::features::frame_pitch;
using cuda::features::spread_power;

/// Bins 0 ... points of the frames [grid][2 points], and the three zeros behind them.
template <int Points>
__global__ void write_powers(cuda::features::FftTables tables, const float* frames, float* powers) {
  GPU_DYNAMIC_SHARED(float2, shared);
  constexpr int lanes = cuda::features::shape_of<Points>.lanes;
  const int slot = static_cast<int>(threadIdx.x) / lanes;
  const int lane = static_cast<int>(threadIdx.x) % lanes;
  const int frame = static_cast<int>(blockIdx.x * blockDim.x) / lanes + slot;
  float2* own = shared + slot * frame_pitch(Points);
  const auto* samples = reinterpret_cast<const float2*>(frames) + frame * Points;
  cuda::features::first_pass<Points>(tables, lane, own, [&](int n) { return samples[n]; });
  cuda::features::later_passes<Points>(tables, lane, own);
  __syncwarp();
  for (int bin = lane; bin < Points + 4; bin += lanes) {
    powers[frame * (Points + 4) + bin] = reinterpret_cast<const float*>(own)[spread_power(bin)];
  }
}

/// The transform's factors on the device.
class DeviceFactors {
 public:
  DeviceFactors(int n_fft, features::WindowKind window)
      : DeviceFactors(cuda::features::transform_tables({.n_fft = n_fft, .window = window})) {}

  cuda::features::FftTables tables() const {
    return {reinterpret_cast<const float2*>(window_.get()),
            reinterpret_cast<const float2*>(first_.get()),
            reinterpret_cast<const float2*>(second_.get()),
            reinterpret_cast<const float2*>(untangling_.get())};
  }

 private:
  using Factor = std::complex<float>;
  explicit DeviceFactors(const cuda::features::TransformTables& tables)
      : window_(tables.window),
        first_(tables.first),
        second_(tables.second),
        untangling_(tables.untangling) {}

  DeviceArray<float> window_;
  DeviceArray<Factor> first_, second_, untangling_;
};

/// Powers of frames of 2 Points samples: Points + 1 for each, and three zeros. The frames fill
/// whole blocks of 64 threads.
template <int Points>
std::vector<float> device_powers(const DeviceFactors& factors, const std::vector<float>& frames) {
  constexpr unsigned threads = 64;
  constexpr unsigned frames_of_block = threads / cuda::features::shape_of<Points>.lanes;
  const auto count = static_cast<unsigned>(frames.size() / (2 * Points));
  const DeviceArray<float> in(frames), out(std::vector<float>(count * (Points + 4), NAN));
  gpu::launch<write_powers<Points>>(
      {.grid = count / frames_of_block,
       .block = threads,
       .shared_bytes = frames_of_block * frame_pitch(Points) * sizeof(float2)},
      factors.tables(), in.get(), out.get());
  return out.values();
}

}  // namespace timbre::test
