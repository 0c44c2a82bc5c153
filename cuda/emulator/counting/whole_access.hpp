#pragma once

#include <cstddef>

namespace timbre::emulated {

template <std::size_t Bytes>
struct WholeType;
template <>
struct WholeType<2> {
  using type [[gnu::may_alias, gnu::aligned(1)]] = unsigned short;
};
template <>
struct WholeType<4> {
  using type [[gnu::may_alias, gnu::aligned(1)]] = unsigned;
};
template <>
struct WholeType<8> {
  using type [[gnu::may_alias, gnu::aligned(1)]] = unsigned long long;
};
template <>
struct WholeType<16> {
  using type [[gnu::may_alias, gnu::vector_size(16), gnu::aligned(1)]] = long long;
};
template <>
struct WholeType<32> {
  using type [[gnu::may_alias, gnu::vector_size(32), gnu::aligned(1)]] = long long;
};

/// One load and one store of that many bytes, which the compiler cannot split. A misaligned address
/// is for the recorder to report, so the processor must not stop at it.
template <std::size_t Bytes>
void copy_whole(void* to, const void* from) {
  using Whole = typename WholeType<Bytes>::type;
  Whole value = *static_cast<const Whole*>(from);
  asm("" : "+m"(value));
  *static_cast<Whole*>(to) = value;
}

}  // namespace timbre::emulated
