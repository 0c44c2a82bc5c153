#include "timbre/core/parallel.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "timbre/core/error.hpp"

namespace timbre {
namespace {

using Pieces = std::set<std::pair<std::int64_t, std::int64_t>>;

// Every test runs with one, two and three threads, whatever the machine has.
class Parallel : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    before_ = thread_count();
    set_thread_count(GetParam());
  }
  void TearDown() override { set_thread_count(before_); }

 private:
  int before_ = 1;
};
INSTANTIATE_TEST_SUITE_P(Threads, Parallel, testing::Values(1, 2, 3));

TEST_P(Parallel, VisitsEveryIndexOnce) {
  std::vector<std::atomic<int>> visits(1000);
  parallel_for(1000, [&](std::int64_t index) { ++visits[index]; });
  for (const auto& count : visits) ASSERT_EQ(count, 1);
}

TEST_P(Parallel, CutsTheSamePiecesWhateverTheThreads) {
  std::mutex guard;
  Pieces pieces;
  parallel_ranges(10, 4, [&](std::int64_t begin, std::int64_t end) {
    const std::scoped_lock lock(guard);
    pieces.emplace(begin, end);
  });
  EXPECT_EQ(pieces, (Pieces{{0, 4}, {4, 8}, {8, 10}}));
}

TEST_P(Parallel, NothingToDoCallsNothing) {
  const auto fail = [](std::int64_t, std::int64_t) { FAIL(); };
  parallel_ranges(0, 4, fail);
  parallel_ranges(-1, 4, fail);
}

TEST_P(Parallel, GrainBelowOneCountsAsOne) {
  std::atomic<int> calls = 0;
  parallel_ranges(5, 0, [&](std::int64_t begin, std::int64_t end) { calls += end - begin == 1; });
  EXPECT_EQ(calls, 5);
}

TEST_P(Parallel, ThrowsTheFailureOnAndWorksAgainAfterwards) {
  const auto fail_at_500 = [](std::int64_t index) {
    if (index == 500) throw std::out_of_range("at 500");
  };
  EXPECT_THROW(parallel_for(1000, fail_at_500), std::out_of_range);
  std::atomic<int> calls = 0;
  parallel_for(100, [&](std::int64_t) { ++calls; });
  EXPECT_EQ(calls, 100);
}

TEST_P(Parallel, StopsHandingOutPiecesAfterAFailure) {
  std::atomic<int> calls = 0;
  EXPECT_THROW(parallel_for(1'000'000,
                            [&](std::int64_t) {
                              ++calls;
                              throw Error("at once");
                            }),
               Error);
  EXPECT_LE(calls, GetParam());
}

TEST_P(Parallel, LoopsWithinLoopsStayOnTheirThread) {
  std::atomic<int> calls = 0, strays = 0;
  parallel_for(8, [&](std::int64_t) {
    const int outer = thread_index();
    parallel_for(50, [&](std::int64_t) {
      ++calls;
      strays += thread_index() != outer;
    });
  });
  EXPECT_EQ(calls, 400);
  EXPECT_EQ(strays, 0);
}

TEST_P(Parallel, ThreadIndicesFitScratchOfOneEntryPerThread) {
  std::vector<std::atomic<int>> users(static_cast<std::size_t>(GetParam()));
  std::atomic<int> clashes = 0;
  parallel_for(2000, [&](std::int64_t) {
    std::atomic<int>& mine = users.at(static_cast<std::size_t>(thread_index()));
    clashes += mine++ != 0;
    --mine;
  });
  EXPECT_EQ(clashes, 0);
  EXPECT_EQ(thread_index(), 0);
}

TEST(ThreadCount, IsAtLeastOne) {
  EXPECT_GE(thread_count(), 1);
  EXPECT_THROW(set_thread_count(0), ContractError);
}

}  // namespace
}  // namespace timbre
