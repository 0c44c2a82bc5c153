#include "timbre/training/predictor.hpp"

#include <algorithm>

#include "means.hpp"
#include "timbre/core/interrupt.hpp"

namespace timbre::training {
namespace {

// Large enough for the matrix products, small enough for the cache and for few examples.
constexpr std::int64_t largest_batch = 128;

}  // namespace

Predictor::Predictor(const model::Graph& graph, model::ParameterStore& store,
                     std::shared_ptr<const dataset::ExampleSet> examples, int classes,
                     double loss_clip, model::Precision precision)
    : classes_(classes),
      batch_(std::clamp<std::int64_t>(examples->size(), 1, largest_batch)),
      source_(dataset::source(store.device(), std::move(examples), classes)),
      program_(model::compile(graph, store, *source_,
                              {.mode = model::Mode::evaluate,
                               .batch = batch_,
                               .loss_clip = loss_clip,
                               .precision = precision})) {}

void Predictor::set_standardiser(const dataset::Standardiser& standardiser) {
  source_->set_standardiser(standardiser);
}

template <typename AfterStep>
model::PassTotals Predictor::pass(std::span<const std::int32_t> examples,
                                  const AfterStep& after_step) {
  if (examples.empty()) return {};
  source_->set_order(examples);
  program_->begin({});
  for (std::int64_t step = 0; step < source_->steps(batch_); ++step) {
    stop_if_interrupted();
    program_->step();
    after_step(step);
  }
  return program_->totals();
}

model::PassTotals Predictor::totals(std::span<const std::int32_t> examples) {
  return pass(examples, [](std::int64_t) {});
}

Predictions Predictor::predict(std::span<const std::int32_t> examples) {
  Predictions predictions;
  predictions.probabilities = Tensor({std::ssize(examples), classes_});
  float* next = predictions.probabilities.values.data();
  const model::PassTotals totals = pass(examples, [&](std::int64_t step) {
    const auto values = static_cast<std::size_t>(source_->valid_rows(step, batch_) * classes_);
    program_->read("probabilities", {next, values});
    next += values;
  });
  predictions.loss = mean_loss(totals);
  predictions.accuracy = mean_accuracy(totals);
  return predictions;
}

}  // namespace timbre::training
