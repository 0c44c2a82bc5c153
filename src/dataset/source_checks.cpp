#include "dataset/source_checks.hpp"

#include <string>
#include <utility>

#include "timbre/core/error.hpp"

namespace timbre::dataset {

void require_labels(const ExampleSet& examples, int classes) {
  for (const std::int32_t label : examples.label) {
    require(label >= 0 && label < classes, [&] {
      return "label " + std::to_string(label) + " of " + std::to_string(classes) + " classes";
    });
  }
}

void require_order(std::span<const std::int32_t> order, std::int64_t size) {
  for (const std::int32_t example : order) {
    require(example >= 0 && example < size,
            [&] { return "example " + std::to_string(example) + " of " + std::to_string(size); });
  }
}

void require_statistics(const Standardiser& standardiser, const features::ExampleShape& shape) {
  if (standardiser.kind == Standardisation::none) return;
  const bool by_band = standardiser.kind == Standardisation::band;
  const std::int64_t expected = (by_band ? shape.rows : 1) * shape.channels;
  require(std::cmp_equal(standardiser.mean.size(), expected) &&
              std::cmp_equal(standardiser.scale.size(), expected),
          "the standardiser holds " + std::to_string(standardiser.mean.size()) +
              " means, the examples need " + std::to_string(expected));
}

}  // namespace timbre::dataset
