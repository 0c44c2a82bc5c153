#include <iterator>
#include <utility>

#include "timbre/core/log.hpp"
#include "timbre/experiment/run.hpp"

namespace timbre::experiment {

std::vector<dataset::SplitWarning> check_splits(const ExperimentOptions& options,
                                                const dataset::Protocol& protocol,
                                                const dataset::Collection& all,
                                                const PreparedData& data) {
  const auto seed = static_cast<std::uint64_t>(options.seed);
  std::vector<dataset::SplitWarning> warnings =
      dataset::check_split(options.protocol, protocol, all, seed);
  const std::vector<std::int32_t> suspected = dataset::suspected_replicas(*data.examples);
  std::vector<dataset::SplitWarning> replicas =
      dataset::check_replicas(options.protocol, protocol, data.collection, seed,
                              dataset::find_replicas(data.collection, suspected));
  std::move(replicas.begin(), replicas.end(), std::back_inserter(warnings));
  for (const dataset::SplitWarning& warning : warnings) {
    const std::string text = "split: " + warning.text;
    warning.trials.empty() ? log_info(text) : log_warning(text);
  }
  return warnings;
}

}  // namespace timbre::experiment
