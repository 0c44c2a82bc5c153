#pragma once

#include <cstdint>
#include <functional>

namespace timbre::test {

/// Calls of operator new, on any thread, that `work` makes: ours and the standard library's.
/// oneDNN's own small ones, a few dozen bytes for some products, do not count.
std::int64_t allocations_during(const std::function<void()>& work);

/// Threads with which loops themselves allocate nothing: in the thread sanitizer's build each loop
/// starts its threads anew.
#if defined(__SANITIZE_THREAD__)
inline constexpr int countable_threads = 1;
#else
inline constexpr int countable_threads = 2;
#endif

}  // namespace timbre::test
