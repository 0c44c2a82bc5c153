#include "experiment/tiny_experiment.hpp"

#include <stdlib.h>

namespace timbre::test {

PrivateCache::PrivateCache() {
  setenv("TIMBRE_CACHE", (*this / "cache").c_str(), 1);
  unsetenv("TIMBRE_DATA");
}

experiment::ExperimentOptions tiny_experiment(const std::string& file,
                                              std::vector<std::string> overrides) {
  const std::vector<std::string> small{
      "dataset.miniature={clips: 1, seconds: 1.0}",
      "model.layers=[{type: max_pool2d, pool: 6}, {type: flatten}, {type: dense, units: 0},"
      " {type: activation, function: softmax}]",
      "training.epochs=3",
  };
  overrides.insert(overrides.begin(), small.begin(), small.end());
  const auto path = std::filesystem::path(TIMBRE_SOURCE_DIR) / "experiments" / file;
  return experiment::load_experiment(path, overrides);
}

}  // namespace timbre::test
