#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace timbre::metrics {

struct TsneOptions {
  double perplexity = 30.0;  ///< how many neighbours a point has, so to speak; below the points
  int iterations = 1000;
  std::uint64_t seed = 0;  ///< of where the points begin
};

struct Embedding {
  std::vector<float> places;  ///< [points, 2]
  /// Kullback-Leibler divergence of the pairs' nearness in the plane from that of the points, in
  /// nats: what the embedding makes small.
  double divergence = 0.0;
};

/// Points of many dimensions on a plane, near ones near: t-SNE (van der Maaten and Hinton, 2008)
/// over all pairs, with early exaggeration 12 for 250 iterations, gains, and the step of Belkina et
/// al. (2019) as scikit-learn halves it twice. `points` [count, dimensions]. Memory: 4 bytes for
/// each pair. The same to the bit for one seed on any number of threads. Throws RequestError when
/// the perplexity is not below the number of points, and Error when a value is not a number.
Embedding tsne(std::span<const float> points, std::int64_t dimensions, const TsneOptions& options);

}  // namespace timbre::metrics
