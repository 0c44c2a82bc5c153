#include "model/cpu/loss_op.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "timbre/model/loss.hpp"

namespace timbre::model::cpu {
namespace {

Label label_in(const dataset::BatchView& batch, std::int64_t row) {
  return label_of(batch.target, batch.second_target, batch.target_share, row);
}

// Makes the sum 1; returns what it was.
double divide(std::vector<double>& values) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  for (double& value : values) value /= sum;
  return sum;
}

}  // namespace

LossOp::LossOp(const Block& block, const OpSettings& settings)
    : name_(block.name),
      kind_(block.loss),
      settings_(settings),
      inputs_(element_count(block.input)),
      classes_(element_count(block.output)),
      probabilities_(classes_),
      shares_(classes_) {}

Needs LossOp::needs() const {
  Needs needs;
  needs.input_in_backward = settings_.backward;
  return needs;
}

void LossOp::classify(const float* logits) {
  switch (kind_) {
    case LossKind::softmax:
      softmax(logits);
      probabilities_ = shares_;
      return;
    case LossKind::sigmoid:
      sigmoids(logits);
      shares_ = probabilities_;
      divide(shares_);
      return;
    case LossKind::sigmoid_of_logits:
      softmax(logits);
      return sigmoids(logits);
    case LossKind::binary:
      return binary(*logits);
  }
}

void LossOp::softmax(const float* logits) {
  const double highest = *std::max_element(logits, logits + classes_);
  std::transform(logits, logits + classes_, shares_.begin(),
                 [&](float logit) { return std::exp(logit - highest); });
  log_sum_ = highest + std::log(divide(shares_));
}

void LossOp::sigmoids(const float* logits) {
  std::transform(logits, logits + classes_, probabilities_.begin(),
                 [](float logit) { return sigmoid<double>(logit); });
}

void LossOp::binary(float logit) {
  probabilities_ = {sigmoid<double>(-logit), sigmoid<double>(logit)};
}

double LossOp::target(std::int64_t number, const Label& label) const {
  return smoothed_target(label.share_of(number), settings_.label_smoothing,
                         static_cast<int>(classes_));
}

bool LossOp::passes(std::int64_t number) const {
  return kind_ == LossKind::sigmoid_of_logits ||
         cross_entropy_passes(shares_[number], settings_.loss_clip);
}

double LossOp::class_loss(std::int64_t number, const float* logits) const {
  if (kind_ == LossKind::sigmoid_of_logits) {
    return logit_cross_entropy<double>(logits[number], log_sum_);
  }
  return clipped_cross_entropy(shares_[number], settings_.loss_clip);
}

double LossOp::loss(const float* logits, const Label& label) const {
  if (kind_ == LossKind::binary) {
    return binary_cross_entropy(probabilities_[1], target(1, label), settings_.loss_clip);
  }
  if (settings_.label_smoothing == 0.0 && label.share == 1.0) {
    return class_loss(label.first, logits);
  }
  double sum = 0.0;
  for (std::int64_t k = 0; k < classes_; ++k) sum += target(k, label) * class_loss(k, logits);
  return sum;
}

void LossOp::forward(const Views& views, const StepContext& step) {
  PassTotals& totals = *step.totals;
  for (std::int64_t row = 0; row < step.rows; ++row) {
    const float* logits = views.input + row * inputs_;
    classify(logits);
    float* output = views.output + row * classes_;
    std::transform(probabilities_.begin(), probabilities_.end(), output,
                   [](double probability) { return static_cast<float>(probability); });
    const Label label = label_in(step.batch, row);
    const double weight = step.batch.weight[row];
    totals.loss += weight * loss(logits, label);
    totals.weight += weight;
    totals.correct += std::max_element(output, output + classes_) - output == label.greater();
  }
  totals.examples += step.rows;
}

void LossOp::backward(const Views& views, const StepContext& step) {
  const float* weights = step.batch.weight;
  const double sum = std::accumulate(weights, weights + step.rows, 0.0);
  for (std::int64_t row = 0; row < step.rows; ++row) {
    const float* logits = views.input + row * inputs_;
    classify(logits);
    const double share = sum > 0.0 ? weights[row] / sum : 0.0;
    write_gradient(logits, label_in(step.batch, row), share, views.input_gradient + row * inputs_);
  }
}

void LossOp::write_gradient(const float* logits, const Label& label, double share,
                            float* gradient) const {
  if (kind_ == LossKind::binary) {
    const double slope = binary_logit_gradient(probabilities_[1], probabilities_[0],
                                               target(1, label), settings_.loss_clip);
    *gradient = static_cast<float>(share * slope);
    return;
  }
  const auto passing = [&](std::int64_t k) { return passes(k) ? target(k, label) : 0.0; };
  double mass = 0.0;
  for (std::int64_t k = 0; k < classes_; ++k) mass += passing(k);
  for (std::int64_t k = 0; k < classes_; ++k) {
    const double slope =
        kind_ == LossKind::sigmoid
            ? normalised_logit_gradient(shares_[k], sigmoid<double>(-logits[k]), passing(k), mass)
            : logit_gradient(shares_[k], passing(k), mass);
    gradient[k] = static_cast<float>(share * slope);
  }
}

}  // namespace timbre::model::cpu
