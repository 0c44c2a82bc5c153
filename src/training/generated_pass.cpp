// Epochs that are no passes: the part of the Trainer that follows Keras's generators.
#include <algorithm>
#include <map>

#include "timbre/core/interrupt.hpp"
#include "timbre/core/progress.hpp"
#include "timbre/training/trainer.hpp"

namespace timbre::training {
namespace {

using Indices = std::span<const std::int32_t>;

void add(model::PassTotals& sum, const model::PassTotals& part) {
  sum.loss += part.loss;
  sum.weight += part.weight;
  sum.correct += part.correct;
  sum.examples += part.examples;
}

// The totals of examples that count several times, computed as often as the rarest needs: 200
// batches of document 004 are 28 times the same seven, and four of them once more.
model::PassTotals counted(Predictor& predictor, Indices examples,
                          const std::map<std::int32_t, std::int64_t>& times) {
  if (times.empty()) return {};
  const auto rarest = std::ranges::min_element(times, {}, [](const auto& of) { return of.second; });
  const std::int64_t of_all = rarest->second;
  std::vector<std::int32_t> once_more;
  for (const auto& [example, count] : times) {
    once_more.insert(once_more.end(), static_cast<std::size_t>(count - of_all), example);
  }
  model::PassTotals totals = predictor.totals(once_more);
  if (of_all == 0) return totals;
  const model::PassTotals all = predictor.totals(examples);
  const auto factor = static_cast<double>(of_all);
  add(totals,
      {all.loss * factor, all.weight * factor, all.correct * of_all, all.examples * of_all});
  return totals;
}

}  // namespace

std::int64_t Trainer::steps_of(Indices examples, int wanted) const {
  if (!options_.generator.count_one_class) return wanted;
  return steps_of_first_class(examples, examples_->label, options_.batch_size);
}

std::int64_t Trainer::epoch_size(Indices train) const {
  const std::int64_t steps = steps_of(train, options_.generator.steps);
  return steps > 0 ? steps * options_.batch_size : std::ssize(train);
}

model::PassTotals Trainer::generated_pass(int epoch, Indices train, std::uint64_t seed,
                                          Progress& progress) {
  const std::int64_t batch = options_.batch_size;
  const std::int64_t wanted = steps_of(train, options_.generator.steps);
  const std::int64_t in_epoch = wanted > 0 ? wanted : (std::ssize(train) + batch - 1) / batch;
  const StepSettings settings = step_settings(in_epoch);
  model::PassTotals totals;
  std::int64_t done = 0;
  for (const Stretch& stretch : stretches_of(
           {.order = options_.generator.order, .batch = batch, .steps = wanted, .seed = seed},
           train, epoch)) {
    source_->set_order(stretch.examples);
    source_->set_augmentation(dataset::augmentation(options_.augment, seed, stretch.pass));
    const std::int64_t steps = source_->steps(batch);
    program_->begin(pass_settings(seed, stretch.pass, settings.part(done, steps)));
    for (std::int64_t step = 0; step < steps; ++step) {
      stop_if_interrupted();
      program_->step();
      progress.advance(source_->valid_rows(step, batch));
    }
    add(totals, pass_totals());
    done += steps;
  }
  batches_ = (place_.epoch + 1) * in_epoch;
  return totals;
}

model::PassTotals Trainer::validate_pass(int epoch, Indices validate, std::uint64_t seed) {
  const std::int64_t steps = steps_of(validate, options_.generator.validate_steps);
  if (steps == 0) return predictor_.totals(validate);
  std::map<std::int32_t, std::int64_t> times;
  for (const std::int32_t example : validate) times[example] = 0;
  for (const Stretch& stretch : stretches_of({.order = options_.generator.order,
                                .batch = options_.batch_size,
                                .steps = steps,
                                .seed = seed,
                                .validates = true},
                                             validate, epoch)) {
    for (const std::int32_t example : stretch.examples) ++times[example];
  }
  return counted(predictor_, validate, times);
}

Predictions Trainer::predict_raw(Indices examples) {
  predictor_.set_standardiser({});
  Predictions predictions = predictor_.predict(examples);
  predictor_.set_standardiser(standardiser_);
  return predictions;
}

}  // namespace timbre::training
