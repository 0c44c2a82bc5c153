#include "timbre/experiment/faults.hpp"

#include <array>
#include <string_view>

#include "timbre/experiment/options.hpp"

namespace timbre::experiment {
namespace {

// A fault is its document, a name, its switch, and what it does to the recipe when it is present.
struct Fault {
  std::string_view document;
  std::string_view name;
  std::string_view meaning;
  FaultSwitch FaultOptions::*control;
  void (*act)(ExperimentOptions&);
};

constexpr std::array known_faults{
    Fault{
        "001", "scrambled_reshape",
        "document 001: segments are reshaped in the wrong order; sets features.layout to scrambled",
        &FaultOptions::scrambled_reshape,
        [](ExperimentOptions& options) {
          options.features.features.layout = features::Layout::scrambled;
        }},
    Fault{"001", "single_epoch",
          "document 001: one epoch for each trial; sets training.epochs to 1",
          &FaultOptions::single_epoch,
          [](ExperimentOptions& options) { options.training.epochs = 1; }},
    Fault{"001", "unstandardised_input",
          "document 001: raw decibels as input; sets training.standardise to none",
          &FaultOptions::unstandardised_input,
          [](ExperimentOptions& options) {
            options.training.standardise = dataset::Standardisation::none;
          }},
    Fault{"003", "same_300_chunks",
          "document 003: 300 chunks, drawn whatever their file, train and validate; sets protocol "
          "to such a hold_out",
          &FaultOptions::same_300_chunks,
          [](ExperimentOptions& options) {
            options.protocol = {.kind = dataset::ProtocolKind::hold_out,
                                .validate_count = 300,
                                .train_on = dataset::TrainOn::validation,
                                .test_on = dataset::TestOn::validation,
                                .unit = dataset::SplitUnit::example,
                                .stratify = false,
                                .split_seed = options.protocol.split_seed,
                                .repeats = options.protocol.repeats};
          }},
};

bool is_present(const Fault& fault, const ExperimentOptions& options) {
  const FaultSwitch control = options.faults.*fault.control;
  return control == FaultSwitch::present ||
         (control == FaultSwitch::by_mode && options.mode == Mode::faithful &&
          options.document == fault.document);
}

// Another document's fault is none of this experiment's, unless it is asked for.
bool concerns(const Fault& fault, const ExperimentOptions& options) {
  return options.document == fault.document || is_present(fault, options);
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
    if (concerns(fault, options)) present.emplace(fault.name, is_present(fault, options));
  }
  return present;
}

void apply_faults(ExperimentOptions& options) {
  for (const Fault& fault : known_faults) {
    if (is_present(fault, options)) fault.act(options);
  }
}

}  // namespace timbre::experiment
