// check_splits EXPERIMENT.yaml: names sources, replicas and labels that leak between splits.
#include <cstdio>
#include <iterator>
#include <numeric>
#include <utility>

#include "timbre/core/json.hpp"
#include "timbre/dataset/split_check.hpp"
#include "timbre/experiment/command_line.hpp"
#include "timbre/experiment/options.hpp"
#include "timbre/report/results.hpp"

namespace {

using namespace timbre;
using Warnings = std::vector<dataset::SplitWarning>;

struct Arguments : experiment::CommonArguments {
  std::string experiment;
  bool json = false;
  bool strict = false;
};

Warnings check(const experiment::ExperimentOptions& options) {
  const auto seed = static_cast<std::uint64_t>(options.seed);
  const auto collection = dataset::open_collection(options.dataset, seed);
  const auto protocol = dataset::plan_trials(options.protocol, collection);
  Warnings warnings = dataset::check_split(options.protocol, protocol, collection, seed);
  std::vector<std::int32_t> clips(collection.clips.size());
  std::iota(clips.begin(), clips.end(), 0);
  Warnings replicas = dataset::check_replicas(options.protocol, protocol, collection, seed,
                                              dataset::find_replicas(collection, clips));
  std::move(replicas.begin(), replicas.end(), std::back_inserter(warnings));
  return warnings;
}

std::string as_json(const Warnings& warnings) {
  Json list = Json::array();
  for (const dataset::SplitWarning& warning : warnings) list.push(report::to_json(warning));
  return list.dump() + "\n";
}

std::string as_text(const Warnings& warnings) {
  std::string text;
  for (const dataset::SplitWarning& warning : warnings) {
    text += dataset::name_of(warning.kind) + ": " + warning.text + "\n";
  }
  return text.empty() ? "Nothing leaks between the sides of any trial.\n" : text;
}

void run(const Arguments& arguments) {
  const auto options = experiment::load_experiment(arguments.experiment, arguments.overrides);
  const Warnings warnings = check(options);
  std::fputs((arguments.json ? as_json(warnings) : as_text(warnings)).c_str(), stdout);
  for (const dataset::SplitWarning& warning : warnings) {
    if (arguments.strict && !warning.trials.empty()) throw Error("the splits leak");
  }
}

}  // namespace

int main(int argc, char** argv) {
  return experiment::run_program([&] {
    experiment::CommandLine line(
        "check_splits", "Names sources, replicas and labels that leak between training and test.");
    Arguments arguments;
    line.positional("EXPERIMENT.yaml", arguments.experiment, "The experiment");
    line.flag("--json", arguments.json, "Print JSON");
    line.flag("--strict", arguments.strict, "End with code 1 when a trial of the experiment leaks");
    line.options("--set", arguments.overrides, "Override one key: --set protocol.unit=source");
    line.option("--threads", arguments.threads, 1, 1024, "Threads; by default all processors");
    line.option("--seed", arguments.seed, 0, 2147483647, "Same as --set seed=N");
    line.footer("Every recording is decoded, so that files with the same samples are found.");
    line.parse(argc, argv);
    settle(arguments);
    run(arguments);
  });
}
