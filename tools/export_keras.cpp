// export_keras RUN|MODEL FILE.h5: a trained network's weights for Keras.
#include "timbre/experiment/export_keras.hpp"
#include "timbre/experiment/command_line.hpp"
#include "timbre/experiment/predict.hpp"

int main(int argc, char** argv) {
  using namespace timbre;
  return experiment::run_program([&] {
    experiment::CommandLine line("export_keras", "Writes a trained network's weights for Keras.");
    std::string model, file;
    std::optional<int> trial;
    line.positional("RUN|MODEL", model, "A run folder, or a model.h5 in it");
    line.positional("FILE.h5", file, "What is written");
    line.option("--trial", trial, 1, 9999,
                "Whose model of a run folder; by default the last trial's");
    line.footer(
        "A model of the same layers in the same order takes it by load_weights(\"FILE.h5\").");
    line.parse(argc, argv);
    experiment::export_keras(experiment::find_model(model, trial.value_or(0)), file);
  });
}
