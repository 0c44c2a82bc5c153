// A plan allocates when it is made, never when it runs.
#include <gtest/gtest.h>

#include "features/plan_fixture.hpp"
#include "support/allocations.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::features {
namespace {

TEST(Allocation, IsCounted) {
  EXPECT_EQ(test::allocations_during([] { static_cast<void>(std::make_unique<int>(1)); }), 1);
}

TEST(Allocation, DoesNotHappenInARun) {
  const int threads = thread_count();
  set_thread_count(2);
  const auto plan = features::plan(test::cpu_with_plans(), {}, 22050);
  const std::vector<std::int64_t> lengths = {88200, 3, 0, 300000, 20480};
  const test::ClipBatch batch = test::noise_clips(lengths);
  std::vector<float> examples = test::examples_of(*plan, batch);  // starts the threads, too
  const std::int64_t allocations = test::allocations_during([&] {
    plan->run(batch.samples.data(), std::ssize(batch.samples), batch.clips, examples.data());
  });
#if !defined(__SANITIZE_THREAD__)  // there, each loop starts threads of its own
  EXPECT_EQ(allocations, 0);
#else
  static_cast<void>(allocations);
#endif
  set_thread_count(threads);
}

}  // namespace
}  // namespace timbre::features
