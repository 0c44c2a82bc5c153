// predict RUN|MODEL AUDIO...: top guesses for each file, as text or JSON.
#include <cstdio>

#include "timbre/core/error.hpp"
#include "timbre/experiment/command_line.hpp"
#include "timbre/experiment/devices.hpp"
#include "timbre/experiment/predict.hpp"

namespace {

using namespace timbre;

struct Arguments : experiment::CommonArguments {
  std::string model;
  std::vector<std::string> audio;
  std::optional<int> top;
  std::optional<int> trial;
  bool json = false;
};

void declare(experiment::CommandLine& line, Arguments& arguments) {
  line.positional("RUN|MODEL", arguments.model, "A run folder, or a model.h5 in it");
  line.positionals("AUDIO", arguments.audio, "Recordings to classify", true);
  line.option("--top", arguments.top, 1, 1000, "Guesses for each file; 3 by default");
  line.option("--trial", arguments.trial, 1, 9999,
              "Whose model of a run folder; by default the last trial's");
  line.flag("--json", arguments.json, "Print JSON");
  line.option("--device", arguments.device, "auto, cpu or cuda");
  line.option("--threads", arguments.threads, 1, 1024, "Threads; by default all processors");
}

void run(const Arguments& arguments) {
  const auto model = experiment::find_model(arguments.model, arguments.trial.value_or(0));
  const auto device = experiment::open_device(arguments.device);
  const auto predictions =
      experiment::predict_files(*device, model, arguments.audio, arguments.top.value_or(3));
  std::fputs(arguments.json ? (experiment::predictions_json(predictions).dump() + "\n").c_str()
                            : experiment::predictions_text(predictions).c_str(),
             stdout);
  // A recording that is too short has its answer; one that cannot be read failed.
  for (const experiment::FilePrediction& prediction : predictions) {
    if (prediction.unreadable) throw Error(prediction.problem);
  }
}

}  // namespace

int main(int argc, char** argv) {
  return experiment::run_program([&] {
    experiment::CommandLine line("predict", "Says what a trained network hears in recordings.");
    Arguments arguments;
    declare(line, arguments);
    line.parse(argc, argv);
    settle(arguments);
    run(arguments);
  });
}
