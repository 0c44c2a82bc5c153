#pragma once

#include "support/tolerance.hpp"

namespace timbre::test {

/// For libraries' sums, of which the tests make all terms small.
inline const Tolerance& exact() {
  static const Tolerance tolerance = exactly("sums of products of small integers");
  return tolerance;
}

}  // namespace timbre::test
