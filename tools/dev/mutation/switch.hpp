// Lets one build hold many planted faults: TIMBRE_MUTANT in the environment puts one in force, by
// its number. What ../mutate_kernels compiles begins with this header, as C++17 or later.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace timbre::mutant {

inline const int in_force = [] {
  const char* number = std::getenv("TIMBRE_MUTANT");
  return number ? std::atoi(number) : 0;
}();

/// Leaves a file, which TIMBRE_MUTANT_REACHED names, when the fault in force was come upon.
struct Witness {
  bool reached = false;
  ~Witness() {
    const char* path = std::getenv("TIMBRE_MUTANT_REACHED");
    std::FILE* file = reached && path ? std::fopen(path, "w") : nullptr;
    if (file) std::fclose(file);
  }
};
inline Witness witness;

/// What the compiler computes itself stays as it was written, and is never come upon.
constexpr bool on(int number) {
  if (__builtin_is_constant_evaluated() || in_force != number) return false;
  witness.reached = true;
  return true;
}

// `left + Plus_minus<7>{} + right` has the precedence of `left + right`, and subtracts where number
// 7 is in force.
#define TIMBRE_MUTANT_INFIX(Name, was, becomes)                                   \
  template <int number>                                                           \
  struct Name {};                                                                 \
  template <int number, class Left>                                               \
  struct Name##Half {                                                             \
    Left left;                                                                    \
  };                                                                              \
  template <int number, class Left>                                               \
  constexpr Name##Half<number, Left> operator was(Left left, Name<number>) {      \
    return {left};                                                                \
  }                                                                               \
  template <int number, class Left, class Right,                                  \
            class = decltype(std::declval<Left>() becomes std::declval<Right>())> \
  constexpr auto operator was(Name##Half<number, Left> half, Right right) {       \
    return on(number) ? half.left becomes right : half.left was right;            \
  }

// `left += Add_take<7>{} += right`: assignments group from the right.
#define TIMBRE_MUTANT_ASSIGN(Name, was, becomes)                                \
  template <int number>                                                         \
  struct Name {};                                                               \
  template <int number, class Right>                                            \
  struct Name##Half {                                                           \
    Right right;                                                                \
  };                                                                            \
  template <int number, class Right>                                            \
  constexpr Name##Half<number, Right> operator was(Name<number>, Right right) { \
    return {right};                                                             \
  }                                                                             \
  template <int number, class Left, class Right>                                \
  constexpr Left& operator was(Left& left, Name##Half<number, Right> half) {    \
    return on(number) ? left becomes half.right : left was half.right;          \
  }

}  // namespace timbre::mutant
