#include "timbre/experiment/faults.hpp"

#include <array>
#include <string_view>

#include "timbre/experiment/options.hpp"

namespace timbre::experiment {
namespace {

// A fault is a name, its switch, and what it does to the recipe when it is present.
struct Fault {
  std::string_view name;
  std::string_view meaning;
  FaultSwitch FaultOptions::*control;
  void (*act)(ExperimentOptions&);
};

constexpr std::array known_faults{
    Fault{
        "scrambled_reshape",
        "document 001: segments are reshaped in the wrong order; sets features.layout to scrambled",
        &FaultOptions::scrambled_reshape,
        [](ExperimentOptions& options) {
          options.features.features.layout = features::Layout::scrambled;
        }},
    Fault{"single_epoch", "document 001: one epoch for each trial; sets training.epochs to 1",
          &FaultOptions::single_epoch,
          [](ExperimentOptions& options) { options.training.epochs = 1; }},
    Fault{"unstandardised_input",
          "document 001: raw decibels as input; sets training.standardise to none",
          &FaultOptions::unstandardised_input,
          [](ExperimentOptions& options) {
            options.training.standardise = dataset::Standardisation::none;
          }},
};

bool is_present(FaultSwitch control, Mode mode) {
  return control == FaultSwitch::present ||
         (control == FaultSwitch::by_mode && mode == Mode::faithful);
}

}  // namespace

void describe(config::Fields& fields, FaultOptions& options) {
  for (const Fault& fault : known_faults) {
    fields.choice(fault.name, options.*fault.control,
                  {{"by_mode", FaultSwitch::by_mode},
                   {"present", FaultSwitch::present},
                   {"mended", FaultSwitch::mended}},
                  fault.meaning);
  }
}

std::map<std::string, bool> faults_present(const ExperimentOptions& options) {
  std::map<std::string, bool> present;
  for (const Fault& fault : known_faults) {
    present.emplace(fault.name, is_present(options.faults.*fault.control, options.mode));
  }
  return present;
}

void apply_faults(ExperimentOptions& options) {
  for (const Fault& fault : known_faults) {
    if (is_present(options.faults.*fault.control, options.mode)) fault.act(options);
  }
}

}  // namespace timbre::experiment
