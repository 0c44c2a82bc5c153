#include "scratch.hpp"

#include <stdlib.h>

#include "timbre/core/error.hpp"

namespace timbre::testing {

Scratch::Scratch() {
  std::string pattern = (std::filesystem::temp_directory_path() / "timbre-test-XXXXXX").string();
  require(mkdtemp(pattern.data()) != nullptr, "no temporary folder");
  folder_ = pattern;
  setenv("TIMBRE_CACHE", (folder_ / "cache").c_str(), 1);
  unsetenv("TIMBRE_DATA");
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
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

}  // namespace timbre::testing
