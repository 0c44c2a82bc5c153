// evaluate RUN|MODEL DATA: how a saved network does on other labelled recordings.
#include <cstdio>

#include "timbre/experiment/command_line.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/evaluate.hpp"
#include "timbre/experiment/predict.hpp"

namespace {

using namespace timbre;

struct Arguments : experiment::CommonArguments {
  std::string model;
  std::string data;
  std::optional<int> trial;
  bool json = false;
};

void run(const Arguments& arguments) {
  const auto model = experiment::find_model(arguments.model, arguments.trial.value_or(0));
  const auto data = experiment::data_of(arguments.data);
  const auto device = experiment::open_device(arguments.device);
  const auto evaluation = experiment::evaluate(*device, model, data);
  std::fputs(arguments.json ? (experiment::evaluation_json(evaluation).dump() + "\n").c_str()
                            : experiment::evaluation_text(evaluation).c_str(),
             stdout);
}

}  // namespace

int main(int argc, char** argv) {
  return experiment::run_program([&] {
    experiment::CommandLine line("evaluate", "Scores a trained network on labelled recordings.");
    Arguments arguments;
    line.positional("RUN|MODEL", arguments.model, "A run folder, or a model.h5 in it");
    line.positional("DATA", arguments.data,
                    "A folder with a folder for each class, or an experiment's YAML file");
    line.option("--trial", arguments.trial, 1, 9999,
                "Whose model of a run folder; by default the last trial's");
    line.flag("--json", arguments.json, "Print JSON");
    line.option("--device", arguments.device, "auto, cpu or cuda");
    line.option("--threads", arguments.threads, 1, 1024, "Threads; by default all processors");
    line.footer("Classes are matched by name. Nothing tells whether the network saw these clips.");
    line.parse(argc, argv);
    settle(arguments);
    run(arguments);
  });
}
