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

// Pictures that come as files are as they are.
bool draws_pictures(const ExperimentOptions& options) {
  return options.features.features.kind == features::ExampleKind::spectrogram_picture;
}
bool draws_mel_pictures(const ExperimentOptions& options) {
  return options.features.features.kind == features::ExampleKind::mel_picture;
}

constexpr std::array known_faults{
    Fault{"000", "partial_epochs",
          "document 000: an epoch is as many batches as one class fills; sets "
          "training.generator.count_one_class to true",
          &FaultOptions::partial_epochs,
          [](ExperimentOptions& options) { options.training.generator.count_one_class = true; }},
    Fault{"000", "unscaled_test",
          "document 000: pictures of the test are not divided by 255 for its count; sets "
          "training.generator.raw_test to true",
          &FaultOptions::unscaled_test,
          [](ExperimentOptions& options) { options.training.generator.raw_test = true; }},
    Fault{"000", "divided_sigmoids",
          "document 000: the loss divides the sigmoids by their sum, as TensorFlow 2.0 does; sets "
          "model.sigmoid_loss to shares",
          &FaultOptions::divided_sigmoids,
          [](ExperimentOptions& options) {
            options.model.sigmoid_loss = model::SigmoidLoss::shares;
          }},
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
    Fault{"002", "zipped_labels",
          "document 002: labels go to the sorted pictures by order; sets dataset.list.zipped to "
          "true",
          &FaultOptions::zipped_labels,
          [](ExperimentOptions& options) { options.dataset.list.zipped = true; }},
    Fault{"002", "binomial_split",
          "document 002: each clip is held out by chance; sets protocol.rule to binomial",
          &FaultOptions::binomial_split,
          [](ExperimentOptions& options) { options.protocol.rule = dataset::SplitRule::binomial; }},
    Fault{"002", "wrong_axis",
          "document 002: drawn on specshow's axis, which ends at 11,025 Hz; sets features.rows to "
          "specshow",
          &FaultOptions::wrong_axis,
          [](ExperimentOptions& options) {
            if (draws_mel_pictures(options))
              options.features.features.picture.rows = features::BandRows::specshow;
          }},
    Fault{"002", "centre_crop",
          "document 002: a square is cut out of the middle; sets features.resize.crop to true",
          &FaultOptions::centre_crop,
          [](ExperimentOptions& options) { options.features.features.picture.resize.crop = true; }},
    Fault{"", "rate_of_the_text",
          "document 002, never by mode: the rate in its text, not that of its table; sets "
          "learning_rate of the first of training.phases to 1e-2",
          &FaultOptions::rate_of_the_text,
          [](ExperimentOptions& options) {
            if (!options.training.phases.empty())
              options.training.phases.front().learning_rate = 1e-2;
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
    Fault{"003", "chunks_end_to_end",
          "document 003: a chunk begins where the last one ends, which leaves few; sets "
          "features.segment.hop to features.segment.length",
          &FaultOptions::chunks_end_to_end,
          [](ExperimentOptions& options) {
            options.features.features.segment.hop = options.features.features.segment.length;
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
    Fault{"004", "unshuffled_batches",
          "document 004: examples stay in their batches, epochs are 100 batches, validations 200; "
          "sets training.generator",
          &FaultOptions::unshuffled_batches,
          [](ExperimentOptions& options) {
            options.training.generator.order = training::PassOrder::batches;
            options.training.generator.steps = 100;
            options.training.generator.validate_steps = 200;
          }},
    Fault{"004", "unused_optimiser",
          "document 004: compiled with \"sgd\", not with the SGD that it makes; sets "
          "training.optimiser.momentum and decay to 0",
          &FaultOptions::unused_optimiser,
          [](ExperimentOptions& options) {
            options.training.optimiser.momentum = 0;
            options.training.optimiser.decay = 0;
          }},
    Fault{"002 004", "white_margins",
          "documents 002 and 004: the margins of Matplotlib's figures stay; sets features.figure",
          &FaultOptions::white_margins,
          [](ExperimentOptions& options) {
            features::FigureOptions& figure = options.features.features.picture.figure;
            if (draws_pictures(options)) figure = {};
            if (draws_mel_pictures(options)) figure = {.width = 600, .height = 400};
          }},
    Fault{"002 004", "skipped_pixels",
          "documents 002 and 004: cells and pixels that others hide; sets features.interpolation "
          "to nearest and features.resize.filter to nearest (004) or aligned (002)",
          &FaultOptions::skipped_pixels,
          [](ExperimentOptions& options) {
            features::PictureOptions& picture = options.features.features.picture;
            picture.resize.filter = draws_mel_pictures(options) ? features::PictureFilter::aligned
                                                                : features::PictureFilter::nearest;
            picture.interpolation = features::Interpolation::nearest;
          }},
    Fault{"004", "first_five_seconds",
          "document 004: a picture of the first 5 s alone; sets features.segment.most to 1",
          &FaultOptions::first_five_seconds,
          [](ExperimentOptions& options) {
            if (draws_pictures(options)) options.features.features.segment.most = 1;
          }},
    Fault{"004", "test_going_round",
          "document 004: 50 batches of the test are counted, going round; sets "
          "training.generator.test_steps to 50",
          &FaultOptions::test_going_round,
          [](ExperimentOptions& options) { options.training.generator.test_steps = 50; }},
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
