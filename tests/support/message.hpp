#pragma once

#include <functional>
#include <string>

#include "timbre/core/error.hpp"

namespace timbre::test {

/// What the Error said that `act` threw; a sentence that no test expects when it threw none.
inline std::string message_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& failure) {
    return failure.what();
  }
  return "(nothing was thrown)";
}

}  // namespace timbre::test
