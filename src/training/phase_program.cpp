// The part of the Trainer that goes from phase to phase.
#include "timbre/training/trainer.hpp"

namespace timbre::training {

std::unique_ptr<model::Program> Trainer::compile_phase(const PhaseOptions& phase,
                                                       const std::vector<double>& shares,
                                                       int batches_of_update) {
  model::OptimiserOptions optimiser = options_.optimiser;
  optimiser.learning_rate = phase.learning_rate;
  return model::compile(
      *graph_, store_, *source_,
      {.mode = model::Mode::train,
       .batch = options_.batch_size,
       .optimiser = optimiser,
       .batches_of_update = batches_of_update,
       .loss_clip = options_.loss_clip,
       .label_smoothing = options_.label_smoothing,
       .precision = options_.precision,
       .trainable = trainable_layers(*graph_, parameter_group_, phase.groups.frozen),
       .rate_shares = shares});
}

bool Trainer::enter_phase(int epoch) {
  place_ = place_of(phases_, epoch);
  if (place_.phase != compiled_phase_) {
    program_.reset();
    program_ = compile_phase(phase(), rate_shares(phase(), parameter_group_),
                             options_.gradient_accumulation_steps);
    compiled_phase_ = place_.phase;
  }
  return place_.epoch == 0;
}

StepSettings Trainer::step_settings(std::int64_t steps) const {
  const std::int64_t batches = options_.gradient_accumulation_steps;
  const std::int64_t updates = (steps + batches - 1) / batches;
  return training::step_settings(phase().schedule, phase().learning_rate, place_.epoch, updates,
                                 phase().epochs)
      .repeated(batches, steps);
}

model::PassSettings Trainer::pass_settings(std::uint64_t seed, std::uint32_t pass,
                                           StepSettings settings) const {
  return {.seed = seed,
          .epoch = pass,
          .learning_rates = std::move(settings.learning_rates),
          .momenta = std::move(settings.momenta),
          .loss_average = loss_average_};
}

model::PassTotals Trainer::pass_totals() {
  const model::PassTotals totals = program_->totals();
  loss_average_ = totals.loss_average;
  return totals;
}

}  // namespace timbre::training
