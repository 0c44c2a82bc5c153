// run_experiment EXPERIMENT.yaml: from audio files to a scored, reported experiment.
#include <cstdio>

#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/experiment/command_line.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/find_rate.hpp"
#include "timbre/experiment/run.hpp"

namespace {

struct Arguments : timbre::experiment::CommonArguments {
  std::string experiment;
  std::string out;
  bool resume = false;
  bool find_rate = false;
  bool reference = false;
};

void declare(timbre::experiment::CommandLine& line, Arguments& arguments) {
  line.positional("EXPERIMENT.yaml", arguments.experiment, "The experiment to run", false);
  line.option("--out", arguments.out, "Run folder; by default runs/NAME/TIME");
  line.flag("--resume", arguments.resume, "Go on with a run that was stopped");
  line.flag("--find-rate", arguments.find_rate,
            "Try learning rates on the first trial, draw the curve and end");
  line.flag("--reference", arguments.reference, "Print every key of an experiment and end");
  add_common(line, arguments);
  line.footer(
      "Set TIMBRE_DATA to the folder that holds your data sets; without it the experiment runs on\n"
      "a built-in miniature of synthesised sounds.\n"
      "Exit codes: 0 done, 1 the run failed, 2 the request was wrong, 130 stopped by Ctrl-C.");
}

void run(const Arguments& arguments) {
  using namespace timbre;
  if (arguments.reference) {
    std::fputs(config::reference_yaml<experiment::ExperimentOptions>().c_str(), stdout);
    return;
  }
  if (arguments.experiment.empty()) {
    throw RequestError("name an experiment: run_experiment experiments/us8k_folds.yaml");
  }
  const auto options = experiment::load_experiment(arguments.experiment, arguments.overrides);
  const auto device = experiment::open_device(arguments.device);
  const std::filesystem::path folder =
      arguments.out.empty() ? experiment::default_run_folder(options.name, arguments.resume)
                            : std::filesystem::path(arguments.out);
  if (arguments.find_rate) {
    const report::RateSearch search = experiment::find_rate(*device, options, folder);
    std::printf("%s.\nThe curve is in %s.\n", report::suggestion_text(search.curve).c_str(),
                (folder / "rate_finder.html").c_str());
    return;
  }
  const auto results = experiment::run_experiment(*device, options, folder, arguments.resume);
  std::fputs(report::results_table(results).c_str(), stdout);
  std::printf("\nEverything is in %s; open report.html there first.\n", folder.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  return timbre::experiment::run_program([&] {
    timbre::experiment::CommandLine line("run_experiment",
                                         "Runs one experiment from its YAML file.");
    Arguments arguments;
    declare(line, arguments);
    line.parse(argc, argv);
    settle(arguments);
    run(arguments);
  });
}
