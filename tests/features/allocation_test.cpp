// A plan allocates when it is made, never when it runs. This file counts every `new` of the
// program.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "features/plan_fixture.hpp"
#include "timbre/core/parallel.hpp"

namespace {

std::atomic<std::int64_t> allocations{0};

void* counted(std::size_t bytes, std::size_t alignment) {
  ++allocations;
  const std::size_t padded = (bytes + alignment - 1) / alignment * alignment;
  if (void* address = std::aligned_alloc(alignment, padded == 0 ? alignment : padded))
    return address;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) {
  return counted(bytes, alignof(std::max_align_t));
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* address) noexcept {
  std::free(address);
}
void operator delete(void* address, std::size_t) noexcept {
  std::free(address);
}
void operator delete(void* address, std::align_val_t) noexcept {
  std::free(address);
}
void operator delete(void* address, std::size_t, std::align_val_t) noexcept {
  std::free(address);
}

namespace timbre::features {
namespace {

TEST(Allocation, IsCounted) {
  const std::int64_t before = allocations;
  const auto number = std::make_unique<int>(1);
  EXPECT_EQ(allocations - before, 1);
}

TEST(Allocation, DoesNotHappenInARun) {
  const int threads = thread_count();
  set_thread_count(2);
  const auto plan = features::plan(test::cpu_with_plans(), {}, 22050);
  const std::vector<std::int64_t> lengths = {88200, 3, 0, 300000, 20480};
  const test::ClipBatch batch = test::noise_clips(lengths);
  std::vector<float> examples = test::examples_of(*plan, batch);  // starts the threads, too
  const std::int64_t before = allocations;
  plan->run(batch.samples.data(), std::ssize(batch.samples), batch.clips, examples.data());
#if !defined(__SANITIZE_THREAD__)  // there, each loop starts threads of its own
  EXPECT_EQ(allocations - before, 0);
#endif
  set_thread_count(threads);
}

}  // namespace
}  // namespace timbre::features
