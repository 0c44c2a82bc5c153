#include "versions.hpp"

#include "timbre/features/options.hpp"

namespace timbre::experiment {

std::map<std::string, std::string> versions() {
  return {{"timbre", TIMBRE_VERSION},
          {"extractor", std::to_string(features::extractor_version)},
          {"compiler", __VERSION__}};
}

}  // namespace timbre::experiment
