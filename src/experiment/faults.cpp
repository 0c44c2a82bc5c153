#include "timbre/experiment/faults.hpp"

#include <array>
#include <string>
#include <string_view>

#include "timbre/experiment/options.hpp"

namespace timbre::experiment {
namespace {

// A fault is its documents, a name, its switch, and what it does to the recipe when it is present.
struct Fault {
  std::string_view documents;
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
    Fault{"001 003", "unstandardised_input",
          "documents 001 and 003: raw levels as input; sets training.standardise to none",
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
    Fault{"003", "infinite_silence",
          "document 003: no floor below the logarithm; sets features.natural.silence to "
          "minus_infinity",
          &FaultOptions::infinite_silence,
          [](ExperimentOptions& options) {
            options.features.features.natural = {.silence = features::Silence::minus_infinity};
          }},
    Fault{"003", "tiny_steps",
          "document 003: 500 epochs at a learning rate of 3e-6; sets training.epochs, "
          "training.schedule and training.optimiser.learning_rate",
          &FaultOptions::tiny_steps,
          [](ExperimentOptions& options) {
            options.training.epochs = 500;
            options.training.optimiser.learning_rate = 3e-6;
            options.training.schedule = {};
          }},
    Fault{"003", "never_stops",
          "document 003: its callback is never called; sets training.early_stopping.enabled to "
          "false",
          &FaultOptions::never_stops,
          [](ExperimentOptions& options) { options.training.early_stopping = {.enabled = false}; }},
    Fault{"003", "lagging_norms",
          "document 003: batch norms are tested with moving averages that lag behind; sets "
          "training.norm_statistics to running",
          &FaultOptions::lagging_norms,
          [](ExperimentOptions& options) {
            options.training.norm_statistics = training::NormStatistics::running;
          }},
};

bool belongs_to(const Fault& fault, const std::string& document) {
  return !document.empty() && fault.documents.find(document) != std::string_view::npos;
}

bool is_present(const Fault& fault, const ExperimentOptions& options) {
  const FaultSwitch control = options.faults.*fault.control;
  return control == FaultSwitch::present ||
         (control == FaultSwitch::by_mode && options.mode == Mode::faithful &&
          belongs_to(fault, options.document));
}

// Another document's fault is none of this experiment's, unless it is asked for.
bool concerns(const Fault& fault, const ExperimentOptions& options) {
  return belongs_to(fault, options.document) || is_present(fault, options);
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
