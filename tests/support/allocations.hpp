#pragma once

#include <cstdint>
#include <functional>

namespace timbre::test {

/// Calls of operator new, on any thread, that `work` makes: ours and the standard library's.
/// oneDNN's own small ones, a few dozen bytes for some products, do not count.
std::int64_t allocations_during(const std::function<void()>& work);

}  // namespace timbre::test
