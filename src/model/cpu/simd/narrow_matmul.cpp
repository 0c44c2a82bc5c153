// The inner dimension is a constant of the code, so that its few terms stay in registers.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "model/cpu/simd/narrow_matmul.cpp"
#include "model/cpu/simd/targets.hpp"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "model/cpu/simd/narrow_matmul.hpp"
#include "timbre/core/error.hpp"

HWY_BEFORE_NAMESPACE();
namespace timbre::model::cpu::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Columns [at, at + lanes) of the product.
template <int K, class D>
HWY_INLINE void product_columns(D d, std::int64_t m, std::int64_t n, const float* a, const float* b,
                                float* c) {
  hn::Vec<D> rows[K];
  for (int k = 0; k < K; ++k) rows[k] = hn::LoadU(d, b + k * n);
  for (std::int64_t i = 0; i < m; ++i) {
    auto sum = hn::Mul(hn::Set(d, a[i * K]), rows[0]);
    for (int k = 1; k < K; ++k) sum = hn::MulAdd(hn::Set(d, a[i * K + k]), rows[k], sum);
    hn::StoreU(sum, d, c + i * n);
  }
}

template <int K, class D>
HWY_INLINE void add_transposed_columns(D d, std::int64_t m, std::int64_t n, const float* a,
                                       const float* b, float* c) {
  hn::Vec<D> sums[K];
  for (int k = 0; k < K; ++k) sums[k] = hn::LoadU(d, c + k * n);
  for (std::int64_t i = 0; i < m; ++i) {
    const auto row = hn::LoadU(d, b + i * n);
    for (int k = 0; k < K; ++k) sums[k] = hn::MulAdd(hn::Set(d, a[i * K + k]), row, sums[k]);
  }
  for (int k = 0; k < K; ++k) hn::StoreU(sums[k], d, c + k * n);
}

template <class Body>
HWY_INLINE void for_each_vector(std::int64_t n, const Body& body) {
  const hn::ScalableTag<float> full;
  const hn::CappedTag<float, 1> single;
  const std::int64_t lanes = static_cast<std::int64_t>(hn::Lanes(full));
  std::int64_t at = 0;
  for (; at + lanes <= n; at += lanes) body(full, at);
  for (; at < n; ++at) body(single, at);
}

template <int K>
HWY_INLINE void matmul(std::int64_t m, std::int64_t n, const float* a, const float* b, float* c) {
  for_each_vector(
      n, [=](auto d, std::int64_t at) HWY_ATTR { product_columns<K>(d, m, n, a, b + at, c + at); });
}

template <int K>
HWY_INLINE void add_product(std::int64_t m, std::int64_t n, const float* a, const float* b,
                            float* c) {
  for_each_vector(n, [=](auto d, std::int64_t at)
                         HWY_ATTR { add_transposed_columns<K>(d, m, n, a, b + at, c + at); });
}

HWY_ATTR void narrow_matmul(std::int64_t m, std::int64_t n, std::int64_t k, const float* a,
                            const float* b, float* c) {
  switch (k) {
    case 1:
      return matmul<1>(m, n, a, b, c);
    case 2:
      return matmul<2>(m, n, a, b, c);
    case 3:
      return matmul<3>(m, n, a, b, c);
    case 4:
      return matmul<4>(m, n, a, b, c);
    default:
      throw ContractError("a narrow matrix product is at most 4 wide");
  }
}

HWY_ATTR void add_narrow_product(std::int64_t m, std::int64_t n, std::int64_t k, const float* a,
                                 const float* b, float* c) {
  switch (k) {
    case 1:
      return add_product<1>(m, n, a, b, c);
    case 2:
      return add_product<2>(m, n, a, b, c);
    case 3:
      return add_product<3>(m, n, a, b, c);
    case 4:
      return add_product<4>(m, n, a, b, c);
    default:
      throw ContractError("a narrow matrix product is at most 4 wide");
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace timbre::model::cpu::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace timbre::model::cpu::simd {

HWY_EXPORT(narrow_matmul);
HWY_EXPORT(add_narrow_product);

void narrow_matmul(std::int64_t m, std::int64_t n, std::int64_t k, const float* a, const float* b,
                   float* c) {
  HWY_DYNAMIC_DISPATCH(narrow_matmul)(m, n, k, a, b, c);
}

void add_narrow_product(std::int64_t m, std::int64_t n, std::int64_t k, const float* a,
                        const float* b, float* c) {
  HWY_DYNAMIC_DISPATCH(add_narrow_product)(m, n, k, a, b, c);
}

}  // namespace timbre::model::cpu::simd
#endif
