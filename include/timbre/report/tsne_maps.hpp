#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "timbre/core/json.hpp"

namespace timbre::report {

/// A tested example as the maps show it.
struct MappedExample {
  std::string clip = {};
  std::int64_t segment = 0;  ///< number within the clip
  int label = 0;
  int guess = 0;
};

/// Places of the examples on a plane, by t-SNE of what a network makes of them.
struct TsneMap {
  std::string of = {};  ///< "outputs" or "penultimate layer"
  std::int64_t dimensions = 0;
  double perplexity = 0;
  double divergence = 0;           ///< see metrics::Embedding
  std::vector<float> places = {};  ///< [examples, 2]
};

/// The maps of one trial, all of the same examples.
struct TsneMaps {
  std::vector<MappedExample> examples;
  std::vector<TsneMap> maps;
  bool empty() const { return maps.empty(); }
};

/// tsne.json of a trial's folder; labels and guesses are numbers of classes.
Json to_json(const TsneMaps& maps, const std::vector<std::string>& classes);
/// Reads it back to the bit. Throws Error that names the first key that is missing or of another
/// type.
TsneMaps tsne_maps_from_json(const Json& json);

}  // namespace timbre::report
