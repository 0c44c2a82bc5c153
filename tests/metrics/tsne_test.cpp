#include "timbre/metrics/tsne.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "support/golden.hpp"
#include "support/message.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"

namespace timbre::metrics {
namespace {

using test::message_of;
using testing::HasSubstr;

/// make_tsne.py's clusters.
struct Clusters {
  std::int64_t count, dimensions, groups;

  std::vector<float> points() const {
    std::vector<float> points;
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t k = 0; k < dimensions; ++k) {
        const auto own = static_cast<std::uint32_t>(i * dimensions + k);
        const auto shared = static_cast<std::uint32_t>(i % groups * dimensions + k);
        points.push_back(
            static_cast<float>(0.5 * test::noise_at(own, 1) + 2.0 * test::noise_at(shared, 2)));
      }
    }
    return points;
  }
};

TEST(Tsne, IsAsGoodAsScikitLearns) {
  const Json file = test::golden("tsne");
  const Clusters clusters{file.at("points").integer(), file.at("dimensions").integer(),
                          file.at("groups").integer()};
  const std::vector<double> theirs = file.at("divergences").numbers();
  const double mean =
      std::accumulate(theirs.begin(), theirs.end(), 0.0) / static_cast<double>(theirs.size());
  for (const std::uint64_t seed : {0u, 1u, 2u}) {
    const Embedding ours = tsne(clusters.points(), clusters.dimensions,
                                {.perplexity = file.at("perplexity").number(), .seed = seed});
    ASSERT_EQ(ours.places.size(), static_cast<std::size_t>(2 * clusters.count));
    // Descents from other beginnings end in other hollows: scikit-learn's own are 3 % apart.
    EXPECT_NEAR(ours.divergence, mean, 0.05 * mean) << seed;
  }
}

TEST(Tsne, PutsNearPointsNear) {
  const Clusters clusters{60, 4, 3};
  const Embedding plane = tsne(clusters.points(), 4, {.perplexity = 10.0, .seed = 7});
  const auto place = [&](std::int64_t i) { return &plane.places[static_cast<std::size_t>(2 * i)]; };
  for (std::int64_t i = 0; i < clusters.count; ++i) {
    std::int64_t nearest = -1;
    double least = INFINITY;
    for (std::int64_t j = 0; j < clusters.count; ++j) {
      const double way = std::hypot(place(i)[0] - place(j)[0], place(i)[1] - place(j)[1]);
      if (j != i && way < least) least = way, nearest = j;
    }
    EXPECT_EQ(nearest % clusters.groups, i % clusters.groups) << i;
  }
}

TEST(Tsne, IsTheSameForASeedOnAnyNumberOfThreads) {
  const Clusters clusters{370, 3, 2};  // two pieces of pairs
  const TsneOptions options{.perplexity = 5.0, .iterations = 10, .seed = 3};
  const int threads = thread_count();
  const Embedding many = tsne(clusters.points(), 3, options);
  set_thread_count(1);
  const Embedding one = tsne(clusters.points(), 3, options);
  set_thread_count(threads);
  EXPECT_EQ(one.places, many.places);
  EXPECT_EQ(one.divergence, many.divergence);
  EXPECT_NE(tsne(clusters.points(), 3, {5.0, 10, 4}).places, many.places);
}

TEST(Tsne, PointsThatAreOneAndTheSameStayFinite) {
  const std::vector<float> points(40, 0.5f);
  const Embedding plane = tsne(points, 2, {.perplexity = 5.0, .iterations = 300});
  for (const float place : plane.places) EXPECT_TRUE(std::isfinite(place));
  EXPECT_TRUE(std::isfinite(plane.divergence));
}

TEST(Tsne, WhatCannotBeIsRefused) {
  const std::vector<float> points(40, 0.5f);
  EXPECT_THAT(message_of([&] { tsne(points, 2, {.perplexity = 20.0}); }),
              HasSubstr("of 20 points must be at least 1 and below their number"));
  std::vector<float> broken = points;
  broken[3] = NAN;
  EXPECT_THAT(message_of([&] { tsne(broken, 2, {.perplexity = 5.0}); }),
              HasSubstr("is not a number"));
  EXPECT_THROW(tsne(points, 3, {.perplexity = 5.0}), ContractError);
}

}  // namespace
}  // namespace timbre::metrics
