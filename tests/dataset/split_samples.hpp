#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "support/golden.hpp"
#include "timbre/dataset/collection.hpp"

namespace timbre::test {

/// Classes of these sizes, one source for each `of_source` clips.
inline dataset::Collection collection_of(const std::vector<std::int64_t>& class_sizes,
                                         std::int64_t of_source = 1) {
  dataset::Collection collection;
  for (std::size_t label = 0; label < class_sizes.size(); ++label) {
    collection.classes.push_back("class" + std::to_string(label));
    for (std::int64_t number = 0; number < class_sizes[label]; ++number) {
      char name[64];
      std::snprintf(name, sizeof name, "%zu/%05lld.wav", label, static_cast<long long>(number));
      const std::string source = std::to_string(label) + "/" + std::to_string(number / of_source);
      collection.clips.push_back(
          {.name = name, .label = static_cast<int>(label), .source = source});
    }
  }
  return collection;
}

inline std::vector<std::int64_t> integers(const Json& json) {
  std::vector<std::int64_t> values;
  for (const Json& item : json.items()) values.push_back(item.integer());
  return values;
}

inline std::int64_t count(const std::vector<int>& folds, int fold) {
  return std::count(folds.begin(), folds.end(), fold);
}

}  // namespace timbre::test
