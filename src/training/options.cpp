#include "timbre/training/options.hpp"

#include <algorithm>

#include "standardise_field.hpp"

namespace timbre::training {

void standardise_field(config::Fields& fields, dataset::Standardisation& kind) {
  using dataset::Standardisation;
  fields.choice("standardise", kind,
                {{"none", Standardisation::none},
                 {"channel", Standardisation::channel},
                 {"band", Standardisation::band},
                 {"byte", Standardisation::byte},
                 {"imagenet", Standardisation::imagenet}},
                "mean 0 and deviation 1 over the training examples, by channel or by band; byte: "
                "pictures are divided by 255; imagenet: and given the mean 0 and deviation 1 of "
                "ImageNet's, as its weights expect");
}

void describe(config::Fields& fields, EarlyStoppingOptions& options) {
  fields.boolean("enabled", options.enabled, "stop when the score improves no more");
  fields.choice("monitor", options.monitor,
                {{"validate_loss", Monitor::validate_loss},
                 {"validate_accuracy", Monitor::validate_accuracy},
                 {"train_loss", Monitor::train_loss},
                 {"train_accuracy", Monitor::train_accuracy}},
                "the score of an epoch that is watched");
  fields.choice("mode", options.mode,
                {{"automatic", MonitorMode::automatic},
                 {"lower", MonitorMode::lower},
                 {"higher", MonitorMode::higher}},
                "which scores are better; automatic: lower losses, higher accuracies");
  fields.integer("patience", options.patience, {0, 100000}, "epochs",
                 "epochs without improvement that are forgiven");
  fields.number("min_delta", options.min_delta, {0, 1e6}, "",
                "an improvement of this or less is none");
  fields.boolean("restore_best", options.restore_best,
                 "end with the parameters of the best epoch, not of the last");
  fields.optional_number("target", options.target, {-1e6, 1e6}, "",
                         "end with the first epoch whose score is this good");
}

void describe(config::Fields& fields, TrainingOptions& options) {
  fields.integer("epochs", options.epochs, {1, 100000}, "", "passes over the training examples");
  fields.integer("batch_size", options.batch_size, {1, 65536}, "examples",
                 "examples that are computed together; a short last batch is kept");
  fields.integer("gradient_accumulation_steps", options.gradient_accumulation_steps, {1, 65536},
                 "batches",
                 "of one update, for small memories: the mean over all of their examples; batch "
                 "norms see each batch alone");
  fields.section("optimiser", options.optimiser, "how parameters follow their gradients");
  fields.section("schedule", options.schedule, "how the learning rate moves");
  fields.added(options.groups == GroupOptions{}, [&] {
    fields.section("groups", options.groups,
                   "how the groups that model.group_starts makes differ in training");
  });
  fields.added(options.phases.empty(), [&] {
    fields.list("phases", options.phases,
                "one after another, each with a fresh optimiser; in place of epochs, "
                "optimiser.learning_rate, schedule and groups");
  });
  fields.number("loss_clip", options.loss_clip, {0, 0.1}, "",
                "the loss sees probabilities no closer than this to 0 and 1");
  fields.number("label_smoothing", options.label_smoothing, {0, 0.999}, "",
                "share of each training label that is spread over all classes");
  fields.choice("norm_statistics", options.norm_statistics,
                {{"running", NormStatistics::running},
                 {"at_end", NormStatistics::at_end},
                 {"each_epoch", NormStatistics::each_epoch}},
                "of batch norms in evaluation: followed in training, or measured anew after it");
  fields.choice("precision", options.precision,
                {{"f32", model::Precision::f32},
                 {"tf32", model::Precision::tf32},
                 {"bf16", model::Precision::bf16}},
                "how a GPU rounds the factors of matrix products; the CPU offers f32 alone");
  fields.section("early_stopping", options.early_stopping, "when training ends before its epochs");
  standardise_field(fields, options.standardise);
  fields.added(options.sampling == Sampling::shuffled, [&] {
    fields.choice("sampling", options.sampling,
                  {{"shuffled", Sampling::shuffled}, {"class_balanced", Sampling::class_balanced}},
                  "an epoch's examples: each once, or of each class as many");
  });
  fields.added(options.augment == dataset::AugmentOptions{}, [&] {
    fields.section("augment", options.augment, "what training does to examples, off by default");
  });
  fields.added(options.generator == GeneratorOptions{}, [&] {
    fields.section("generator", options.generator, "how Keras's generators feed a network");
  });
  if (options.generator.goes_on() && options.sampling != Sampling::shuffled) {
    fields.problem("sampling",
                   "class_balanced goes with epochs that are passes, not with "
                   "generator.order, steps and count_one_class");
  }
  if (options.generator.goes_on() && options.gradient_accumulation_steps > 1) {
    fields.problem("gradient_accumulation_steps",
                   "goes with epochs that are passes, not with generator.order, steps and "
                   "count_one_class");
  }
  fields.number("checkpoint_seconds", options.checkpoint_seconds, {0, 86400}, "s",
                "a checkpoint is written at the first epoch's end after this time");
}

std::vector<PhaseOptions> phases_of(const TrainingOptions& options) {
  if (!options.phases.empty()) return options.phases;
  return {{options.epochs, options.optimiser.learning_rate, options.groups, options.schedule}};
}

void require_groups(const TrainingOptions& options, const model::Graph& graph) {
  const std::vector<int> parameter_group = parameter_groups(graph);
  for (const PhaseOptions& phase : phases_of(options)) {
    trainable_layers(graph, parameter_group, phase.groups.frozen);
  }
}

int epochs_of(const TrainingOptions& options) {
  int epochs = 0;
  for (const PhaseOptions& phase : phases_of(options)) epochs += phase.epochs;
  return epochs;
}

void limit_epochs(TrainingOptions& options, int most) {
  options.epochs = std::min(options.epochs, most);
  for (PhaseOptions& phase : options.phases) phase.epochs = std::min(phase.epochs, most);
}

}  // namespace timbre::training
