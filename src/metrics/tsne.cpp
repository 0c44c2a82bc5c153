#include "timbre/metrics/tsne.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "timbre/core/error.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/core/random.hpp"

namespace timbre::metrics {
namespace {

constexpr double exaggeration = 12.0;
constexpr int exaggerated_iterations = 250;
constexpr double slow_momentum = 0.5;  // while nearness is exaggerated
constexpr double momentum = 0.8;
constexpr double least_step = 50.0;
constexpr double least_gain = 0.01;
constexpr double first_spread = 1e-4;  // standard deviation of where the points begin
constexpr float least_nearness = 1e-12f;
constexpr double entropy_tolerance = 1e-5;  // nats
constexpr int search_steps = 100;
// A thread's piece takes some 0.1 ms, so that few points stay on one thread: it would wait longer
// for the others than work.
constexpr std::int64_t pairs_in_piece = 1 << 17;

// Sums over a row run in this many parts, which become vectors; the order is always the same.
constexpr std::int64_t lanes = 8;

/// Points, and for each pair how near it is. Rows are filled up with pairs that count nothing.
struct Pairs {
  std::int64_t count;
  std::int64_t stride;
  std::vector<float> nearness;  ///< [count, stride], sums to 1

  explicit Pairs(std::int64_t points)
      : count(points),
        stride((points + lanes - 1) / lanes * lanes),
        nearness(static_cast<std::size_t>(points * stride)) {}
  std::int64_t rows_in_piece() const { return pairs_in_piece / stride + 1; }
  float* row(std::int64_t point) { return nearness.data() + point * stride; }
  const float* row(std::int64_t point) const { return nearness.data() + point * stride; }
};

/// Conditional probabilities of a point's neighbours whose entropy is `entropy`. `squares`:
/// distances to all points; `to` is written, 0 for the point itself.
void fill_row(const std::vector<double>& squares, std::int64_t point, double entropy, float* to) {
  const auto count = static_cast<std::int64_t>(squares.size());
  double nearest = INFINITY;
  for (std::int64_t j = 0; j < count; ++j) {
    if (j != point) nearest = std::min(nearest, squares[static_cast<std::size_t>(j)]);
  }
  double precision = 1.0, low = 0.0, high = INFINITY;
  std::vector<double> weights(squares.size());
  double sum = 0.0;
  for (int step = 0; step < search_steps; ++step) {
    sum = 0.0;
    double mean = 0.0;
    for (std::int64_t j = 0; j < count; ++j) {
      const auto place = static_cast<std::size_t>(j);
      const double further = squares[place] - nearest;  // so that the largest weight is 1
      weights[place] = j == point ? 0.0 : std::exp(-precision * further);
      sum += weights[place];
      mean += weights[place] * further;
    }
    const double excess = std::log(sum) + precision * mean / sum - entropy;
    if (std::abs(excess) < entropy_tolerance) break;
    (excess > 0 ? low : high) = precision;
    precision = std::isinf(high) ? 2.0 * precision : 0.5 * (low + high);
  }
  for (std::size_t j = 0; j < squares.size(); ++j) {
    to[j] = static_cast<float>(weights[j] / sum);
  }
}

Pairs near_pairs(std::span<const float> points, std::int64_t dimensions, double perplexity) {
  Pairs pairs(static_cast<std::int64_t>(points.size()) / dimensions);
  const double entropy = std::log(perplexity);
  parallel_ranges(pairs.count, pairs.rows_in_piece(), [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> squares(static_cast<std::size_t>(pairs.count));
    for (std::int64_t i = begin; i < end; ++i) {
      for (std::int64_t j = 0; j < pairs.count; ++j) {
        double square = 0.0;
        for (std::int64_t k = 0; k < dimensions; ++k) {
          const double way = double{points[static_cast<std::size_t>(i * dimensions + k)]} -
                             points[static_cast<std::size_t>(j * dimensions + k)];
          square += way * way;
        }
        squares[static_cast<std::size_t>(j)] = square;
      }
      fill_row(squares, i, entropy, pairs.row(i));
    }
  });
  const float share = 0.5f / static_cast<float>(pairs.count);
  for (std::int64_t i = 0; i < pairs.count; ++i) {
    for (std::int64_t j = 0; j < i; ++j) {
      const float both = std::max(share * (pairs.row(i)[j] + pairs.row(j)[i]), least_nearness);
      pairs.row(i)[j] = pairs.row(j)[i] = both;
    }
  }
  return pairs;
}

/// Points on the plane, in rows as long as those of the pairs; what fills them up lies far away.
struct Plane {
  std::vector<float> x, y;
};

Plane start(const Pairs& pairs, std::uint64_t seed) {
  constexpr float far_away = 1e15f;
  Plane plane{std::vector<float>(static_cast<std::size_t>(pairs.stride), far_away),
              std::vector<float>(static_cast<std::size_t>(pairs.stride), far_away)};
  const RandomKey key{.seed = seed, .use = RandomUse::embedding};
  for (std::int64_t i = 0; i < pairs.count; ++i) {
    const RandomBlock block = key.block(static_cast<std::uint64_t>(i), 0);
    const NormalPair normal = normal_pair(block.word[0], block.word[1]);
    plane.x[static_cast<std::size_t>(i)] = static_cast<float>(first_spread * normal.first);
    plane.y[static_cast<std::size_t>(i)] = static_cast<float>(first_spread * normal.second);
  }
  return plane;
}

/// What the pairs of one point do: pull by their nearness, push by that on the plane.
struct Forces {
  double pull_x = 0.0, pull_y = 0.0, push_x = 0.0, push_y = 0.0;
  double nearness = 0.0;  ///< sum of 1 / (1 + distance^2) on the plane
};

Forces forces_on(std::int64_t point, const Pairs& pairs, const Plane& plane) {
  float pull_x[lanes] = {}, pull_y[lanes] = {}, push_x[lanes] = {}, push_y[lanes] = {};
  float nearness[lanes] = {};
  const float* const pair = pairs.row(point);
  const float here_x = plane.x[static_cast<std::size_t>(point)];
  const float here_y = plane.y[static_cast<std::size_t>(point)];
  for (std::int64_t j = 0; j < pairs.stride; j += lanes) {
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      const float way_x = here_x - plane.x[static_cast<std::size_t>(j + lane)];
      const float way_y = here_y - plane.y[static_cast<std::size_t>(j + lane)];
      const float near = 1.0f / (1.0f + way_x * way_x + way_y * way_y);
      const float pull = pair[j + lane] * near;
      pull_x[lane] += pull * way_x;
      pull_y[lane] += pull * way_y;
      push_x[lane] += near * near * way_x;
      push_y[lane] += near * near * way_y;
      nearness[lane] += near;
    }
  }
  Forces forces;
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    forces.pull_x += double{pull_x[lane]};
    forces.pull_y += double{pull_y[lane]};
    forces.push_x += double{push_x[lane]};
    forces.push_y += double{push_y[lane]};
    forces.nearness += double{nearness[lane]};
  }
  forces.nearness -= 1.0;  // the point itself
  return forces;
}

/// The forces on all points, and the sum of all nearness on the plane.
double all_forces(const Pairs& pairs, const Plane& plane, std::vector<Forces>& forces) {
  parallel_ranges(pairs.count, pairs.rows_in_piece(), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      forces[static_cast<std::size_t>(i)] = forces_on(i, pairs, plane);
    }
  });
  double nearness = 0.0;
  for (const Forces& force : forces) nearness += force.nearness;
  return nearness;
}

/// One coordinate of all points, moved along its gradient with gains that grow while it goes on.
class Coordinate {
 public:
  explicit Coordinate(std::int64_t count)
      : speed_(static_cast<std::size_t>(count)), gain_(static_cast<std::size_t>(count), 1.0) {}

  void move(std::size_t point, double gradient, double step, double keep, float& place) {
    const bool turns = gradient * speed_[point] > 0.0;
    gain_[point] = std::max(least_gain, turns ? 0.8 * gain_[point] : gain_[point] + 0.2);
    speed_[point] = keep * speed_[point] - step * gain_[point] * gradient;
    place += static_cast<float>(speed_[point]);
  }

 private:
  std::vector<double> speed_;
  std::vector<double> gain_;
};

void descend(const Pairs& pairs, Plane& plane, int iterations) {
  const double step = std::max(least_step, static_cast<double>(pairs.count) / exaggeration / 4.0);
  Coordinate x(pairs.count), y(pairs.count);
  std::vector<Forces> forces(static_cast<std::size_t>(pairs.count));
  for (int iteration = 0; iteration < iterations; ++iteration) {
    const bool early = iteration < exaggerated_iterations;
    const double pull = early ? exaggeration : 1.0, keep = early ? slow_momentum : momentum;
    const double push = 1.0 / all_forces(pairs, plane, forces);
    for (std::size_t i = 0; i < forces.size(); ++i) {
      const Forces& force = forces[i];
      x.move(i, 4.0 * (pull * force.pull_x - push * force.push_x), step, keep, plane.x[i]);
      y.move(i, 4.0 * (pull * force.pull_y - push * force.push_y), step, keep, plane.y[i]);
    }
  }
}

double divergence(const Pairs& pairs, const Plane& plane) {
  std::vector<Forces> forces(static_cast<std::size_t>(pairs.count));
  const double all = all_forces(pairs, plane, forces);
  double sum = 0.0;
  for (std::int64_t i = 0; i < pairs.count; ++i) {
    for (std::int64_t j = 0; j < pairs.count; ++j) {
      if (i == j) continue;
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
      const double way_x = double{plane.x[a]} - plane.x[b], way_y = double{plane.y[a]} - plane.y[b];
      const double near = 1.0 / ((1.0 + way_x * way_x + way_y * way_y) * all);
      const double pair = pairs.row(i)[j];
      sum += pair * std::log(pair / near);
    }
  }
  return sum;
}

}  // namespace

Embedding tsne(std::span<const float> points, std::int64_t dimensions, const TsneOptions& options) {
  require(dimensions > 0 && static_cast<std::int64_t>(points.size()) % dimensions == 0,
          "whole points");
  const std::int64_t count = static_cast<std::int64_t>(points.size()) / dimensions;
  if (!(options.perplexity >= 1.0) || options.perplexity >= static_cast<double>(count)) {
    throw RequestError("t-SNE: the perplexity " + std::to_string(options.perplexity) + " of " +
                       std::to_string(count) + " points must be at least 1 and below their number");
  }
  if (!std::ranges::all_of(points, [](float value) { return std::isfinite(value); })) {
    throw Error("t-SNE: a point has a value that is not a number");
  }
  const Pairs pairs = near_pairs(points, dimensions, options.perplexity);
  Plane plane = start(pairs, options.seed);
  descend(pairs, plane, options.iterations);
  Embedding embedding;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    embedding.places.push_back(plane.x[i]);
    embedding.places.push_back(plane.y[i]);
  }
  embedding.divergence = divergence(pairs, plane);
  return embedding;
}

}  // namespace timbre::metrics
