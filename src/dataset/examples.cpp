#include "timbre/dataset/examples.hpp"

#include <utility>

#include "timbre/core/error.hpp"

namespace timbre::dataset {

features::ExampleShape ExampleSet::shape() const {
  require(values.shape.size() == 4,
          "examples are [examples, rows, columns, channels], not " + to_string(values.shape));
  return {values.shape[1], values.shape[2], values.shape[3]};
}

ExampleSet make_examples(const Collection& collection, cache::Extraction&& extraction) {
  const std::size_t clips = collection.clips.size();
  require(extraction.first.size() == clips + 1,
          "the extraction is of " + std::to_string(extraction.first.size()) +
              " boundaries, the collection of " + std::to_string(clips) + " clips");
  ExampleSet set;
  set.values = std::move(extraction.examples);
  for (std::size_t clip = 0; clip < clips; ++clip) {
    const std::int64_t segments = extraction.first[clip + 1] - extraction.first[clip];
    for (std::int64_t segment = 0; segment < segments; ++segment) {
      set.label.push_back(collection.clips[clip].label);
      set.clip.push_back(static_cast<std::int32_t>(clip));
      set.segment.push_back(static_cast<std::int32_t>(segment));
    }
  }
  require(!set.values.shape.empty() && set.values.shape.front() == set.size(),
          "there are " + to_string(set.values.shape) + " examples for " +
              std::to_string(set.size()) + " segments");
  return set;
}

}  // namespace timbre::dataset
