#include "tsne_maps.hpp"

#include <algorithm>
#include <cmath>

#include "timbre/core/log.hpp"
#include "timbre/core/random.hpp"
#include "timbre/metrics/tsne.hpp"

namespace timbre::experiment {
namespace {

constexpr std::size_t fewest_points = 4;  // three neighbours let a perplexity of 1 be

// In the order of the test, whichever are drawn.
std::vector<std::int32_t> drawn(std::span<const std::int32_t> test, std::size_t most,
                                std::uint64_t seed) {
  std::vector<std::int32_t> places(test.size());
  constexpr std::uint32_t stream = 1;  // where the points begin has 0
  shuffled({seed, RandomUse::embedding, stream}, 0, places.data(), std::ssize(test));
  places.resize(std::min(test.size(), most));
  std::ranges::sort(places);
  std::vector<std::int32_t> examples;
  for (const std::int32_t place : places) examples.push_back(test[place]);
  return examples;
}

void add_map(report::TsneMaps& maps, const std::string& of, const Tensor& values,
             const MapOptions& options, std::uint64_t seed) {
  const std::int64_t points = values.shape[0], dimensions = values.shape[1];
  if (dimensions == 0) return;
  if (!std::ranges::all_of(values.values, [](float value) { return std::isfinite(value); })) {
    log_warning("no map of the " + of + ": it holds values that are not numbers");
    return;
  }
  const double perplexity = std::min(options.perplexity, static_cast<double>(points - 1) / 3.0);
  metrics::Embedding embedding =
      metrics::tsne(values.values, dimensions, {.perplexity = perplexity, .seed = seed});
  maps.maps.push_back(
      {of, dimensions, perplexity, embedding.divergence, std::move(embedding.places)});
}

}  // namespace

report::TsneMaps map_examples(const MapOptions& options, const PreparedData& data,
                              std::span<const std::int32_t> test, std::uint64_t seed,
                              const ApplyNetwork& apply) {
  if (test.size() < fewest_points) return {};
  const std::vector<std::int32_t> examples =
      drawn(test, static_cast<std::size_t>(options.points), seed);
  const training::Predictions predictions = apply(examples);
  const auto classes = static_cast<int>(data.collection.classes.size());
  const std::vector<int> guesses = metrics::argmax_rows(predictions.probabilities.values, classes);
  report::TsneMaps maps;
  for (std::size_t row = 0; row < examples.size(); ++row) {
    const std::int32_t example = examples[row];
    maps.examples.push_back({data.collection.clips[data.examples->clip[example]].name,
                             data.examples->segment[example], data.examples->label[example],
                             guesses[row]});
  }
  add_map(maps, "outputs", predictions.probabilities, options, seed);
  add_map(maps, "penultimate layer", predictions.penultimate, options, seed);
  return maps;
}

}  // namespace timbre::experiment
