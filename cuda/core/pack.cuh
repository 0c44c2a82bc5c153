#pragma once

// Includes nothing: kernel files include gpu/kernel.cuh first.
namespace timbre::cuda {

/// Neighbouring floats that a thread loads and stores at once: 4 in one access of 16 bytes, or 1.
template <int Width>
struct Pack {
  static_assert(Width == 1 || Width == 4);
  float value[Width];
};

/// `address` is a multiple of the pack's size.
template <int Width>
__device__ __forceinline__ Pack<Width> load_pack(const float* address) {
  if constexpr (Width == 4) {
    const float4 wide = *reinterpret_cast<const float4*>(address);
    return {{wide.x, wide.y, wide.z, wide.w}};
  } else {
    return {{*address}};
  }
}

template <int Width>
__device__ __forceinline__ void store_pack(float* address, const Pack<Width>& pack) {
  if constexpr (Width == 4) {
    *reinterpret_cast<float4*>(address) =
        make_float4(pack.value[0], pack.value[1], pack.value[2], pack.value[3]);
  } else {
    *address = pack.value[0];
  }
}

/// A struct in accesses of 16 bytes, however many members it has.
template <typename Struct>
__device__ __forceinline__ Struct load_whole(const Struct* address) {
  static_assert(alignof(Struct) % sizeof(float4) == 0);
  constexpr int parts = sizeof(Struct) / sizeof(float4);
  float4 wide[parts];
  for (int i = 0; i < parts; ++i) wide[i] = reinterpret_cast<const float4*>(address)[i];
  Struct whole;
  memcpy(&whole, wide, sizeof whole);
  return whole;
}

}  // namespace timbre::cuda
