// A plan allocates when it is made, never when it runs.
#include <gtest/gtest.h>

#include "features/plan_fixture.hpp"
#include "support/allocations.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::features {
namespace {

TEST(Allocation, IsCounted) {
  // Not a new-expression, which a compiler may leave out.
  EXPECT_EQ(test::allocations_during([] { ::operator delete(::operator new(1)); }), 1);
}

TEST(Allocation, DoesNotHappenInARun) {
  const int threads = thread_count();
  set_thread_count(test::countable_threads);
  const auto plan = features::plan(test::cpu_with_plans(), {}, 22050);
  const std::vector<std::int64_t> lengths = {88200, 3, 0, 300000, 20480};
  const test::ClipBatch batch = test::noise_clips(lengths);
  std::vector<float> examples = test::examples_of(*plan, batch);  // starts the threads, too
  const auto run = [&] {
    plan->run(batch.samples.data(), std::ssize(batch.samples), batch.clips, examples.data());
  };
  EXPECT_EQ(test::allocations_during(run), 0);
  set_thread_count(threads);
}

}  // namespace
}  // namespace timbre::features
