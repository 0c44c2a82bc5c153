#include "timbre/training/predictor.hpp"

#include <algorithm>

#include "means.hpp"
#include "timbre/core/interrupt.hpp"

namespace timbre::training {
namespace {

// Large enough for the matrix products, small enough for the cache and for few examples.
constexpr std::int64_t largest_batch = 128;

// 0 without a dense layer.
std::int64_t last_dense_input(const model::Graph& graph) {
  const auto last = std::find_if(graph.nodes.rbegin(), graph.nodes.rend(), [](const auto& node) {
    return node.layer.type == model::LayerType::dense;
  });
  return last == graph.nodes.rend() ? 0 : element_count(last->input);
}

}  // namespace

Predictor::Predictor(const model::Graph& graph, model::ParameterStore& store,
                     std::shared_ptr<const dataset::ExampleSet> examples, int classes,
                     double loss_clip, model::Precision precision)
    : classes_(classes),
      penultimate_units_(last_dense_input(graph)),
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

Predictions Predictor::predict(std::span<const std::int32_t> examples, Outputs outputs) {
  const std::int64_t units = outputs == Outputs::with_penultimate ? penultimate_units_ : 0;
  Predictions predictions;
  predictions.probabilities = Tensor({std::ssize(examples), classes_});
  predictions.penultimate = Tensor({std::ssize(examples), units});
  float* next = predictions.probabilities.values.data();
  float* next_units = predictions.penultimate.values.data();
  const model::PassTotals totals = pass(examples, [&](std::int64_t step) {
    const std::int64_t rows = source_->valid_rows(step, batch_);
    const auto read = [&](const char* output, float*& to, std::int64_t width) {
      program_->read(output, {to, static_cast<std::size_t>(rows * width)});
      to += rows * width;
    };
    read("probabilities", next, classes_);
    if (units > 0) read("penultimate", next_units, units);
  });
  predictions.loss = mean_loss(totals);
  predictions.accuracy = mean_accuracy(totals);
  return predictions;
}

}  // namespace timbre::training
