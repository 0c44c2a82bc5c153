#pragma once

#include <cstdint>

#include "timbre/core/function_ref.hpp"

namespace timbre {

/// Threads that parallel loops and the libraries beneath use; by default one for each processor
/// that this process may run on.
int thread_count();

/// Sets the number of threads, at least 1. Call it before the first parallel loop.
void set_thread_count(int threads);

/// Calls body(begin, end) on pieces of [0, count) of `grain` items (the last may be shorter), on
/// all threads. The pieces do not depend on the number of threads. They are handed out in order as
/// threads become free; the first exception is thrown on. A loop within a loop stays on its thread.
void parallel_ranges(std::int64_t count, std::int64_t grain,
                     FunctionRef<void(std::int64_t begin, std::int64_t end)> body);

/// Calls body(index) for each index in [0, count), one at a time, on all threads.
void parallel_for(std::int64_t count, FunctionRef<void(std::int64_t index)> body);

/// Which thread of a parallel loop is running: 0 .. thread_count() - 1. 0 outside of loops.
int thread_index();

}  // namespace timbre
