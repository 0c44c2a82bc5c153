// t-SNE of what document 002 shows so: 1,880 points of 41 numbers, perplexity 15.
//
// Each of 1,000 iterations computes all 1,880 x 1,880 pairs: some 20 operations each and 4 bytes of
// their nearness read, 14 MB, more than the caches next to a core hold.
#include <benchmark/benchmark.h>

#include <vector>

#include "timbre/core/random.hpp"
#include "timbre/metrics/tsne.hpp"

namespace {

void tsne(benchmark::State& state) {
  const auto count = static_cast<int>(state.range(0));
  constexpr int dimensions = 41;
  const timbre::RandomKey key{.use = timbre::RandomUse::synthesis};
  std::vector<float> points;
  for (int index = 0; index < count * dimensions; ++index)
    points.push_back(timbre::uniform(key.block(index, 0).word[0]));
  for (auto _ : state) {
    benchmark::DoNotOptimize(timbre::metrics::tsne(points, dimensions, {.perplexity = 15.0}));
  }
}

BENCHMARK(tsne)->Arg(1880)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();

}  // namespace
