#include "timbre/core/parallel.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "timbre/core/error.hpp"

#if defined(_OPENMP)
#include <omp.h>
#endif

namespace timbre {
namespace {

std::atomic<int> chosen_threads{0};
thread_local int current_thread = 0;
thread_local bool inside_loop = false;

int usable_processors() {
  cpu_set_t mask;
  if (sched_getaffinity(0, sizeof mask, &mask) == 0) return std::max(1, CPU_COUNT(&mask));
  return std::max(1u, std::thread::hardware_concurrency());
}

// Runs worker(thread) on `threads` threads at once and waits for all of them. A template, since a
// std::function would keep the worker on the heap, and kernels allocate nothing.
template <typename Worker>
void run_team(int threads, const Worker& worker) {
#if defined(_OPENMP)
#pragma omp parallel num_threads(threads)
  worker(omp_get_thread_num());
#else
  std::vector<std::jthread> team;
  for (int thread = 1; thread < threads; ++thread) team.emplace_back(worker, thread);
  worker(0);
#endif
}

// Marks the running thread as part of a loop, so that loops within it stay on this thread.
class LoopScope {
 public:
  explicit LoopScope(int thread) {
    current_thread = thread;
    inside_loop = true;
  }
  ~LoopScope() {
    current_thread = 0;
    inside_loop = false;
  }
  LoopScope(const LoopScope&) = delete;
  LoopScope& operator=(const LoopScope&) = delete;
};

}  // namespace

int thread_count() {
  int threads = chosen_threads.load(std::memory_order_relaxed);
  if (threads == 0) {
    set_thread_count(usable_processors());
    threads = chosen_threads.load(std::memory_order_relaxed);
  }
  return threads;
}

void set_thread_count(int threads) {
  require(threads >= 1, "a thread count is at least 1, not " + std::to_string(threads));
  chosen_threads.store(threads, std::memory_order_relaxed);
#if defined(_OPENMP)
  omp_set_num_threads(threads);
#endif
}

void parallel_ranges(std::int64_t count, std::int64_t grain,
                     FunctionRef<void(std::int64_t, std::int64_t)> body) {
  if (count <= 0) return;
  grain = std::max<std::int64_t>(1, grain);
  const std::int64_t pieces = (count + grain - 1) / grain;
  const int threads = static_cast<int>(std::min<std::int64_t>(thread_count(), pieces));
  std::atomic<std::int64_t> next{0};
  const auto work_off_pieces = [&] {
    for (;;) {
      const std::int64_t begin = next.fetch_add(grain, std::memory_order_relaxed);
      if (begin >= count) return;
      body(begin, std::min(begin + grain, count));
    }
  };
  if (threads == 1 || inside_loop) return work_off_pieces();

  std::exception_ptr failure;
  std::mutex failure_guard;
  run_team(threads, [&](int thread) {
    const LoopScope scope(thread);
    try {
      work_off_pieces();
    } catch (...) {
      next.store(count, std::memory_order_relaxed);
      const std::scoped_lock lock(failure_guard);
      if (!failure) failure = std::current_exception();
    }
  });
  if (failure) std::rethrow_exception(failure);
}

void parallel_for(std::int64_t count, FunctionRef<void(std::int64_t)> body) {
  parallel_ranges(count, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t index = begin; index < end; ++index) body(index);
  });
}

int thread_index() {
  return current_thread;
}

}  // namespace timbre
