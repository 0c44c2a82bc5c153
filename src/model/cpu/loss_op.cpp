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
      return softmax(logits);
    case LossKind::sigmoid:
      return sigmoids(logits);
    case LossKind::binary:
      return binary(*logits);
  }
}

void LossOp::softmax(const float* logits) {
  const double highest = *std::max_element(logits, logits + classes_);
  std::transform(logits, logits + classes_, probabilities_.begin(),
                 [&](float logit) { return std::exp(logit - highest); });
  const double sum = std::accumulate(probabilities_.begin(), probabilities_.end(), 0.0);
  for (double& probability : probabilities_) probability /= sum;
  shares_ = probabilities_;
}

void LossOp::sigmoids(const float* logits) {
  std::transform(logits, logits + classes_, probabilities_.begin(),
                 [](float logit) { return sigmoid<double>(logit); });
  const double sum = std::accumulate(probabilities_.begin(), probabilities_.end(), 0.0);
  std::transform(probabilities_.begin(), probabilities_.end(), shares_.begin(),
                 [&](double probability) { return probability / sum; });
}

void LossOp::binary(float logit) {
  probabilities_ = {sigmoid<double>(-logit), sigmoid<double>(logit)};
}

double LossOp::target(std::int64_t number, const Label& label) const {
  return smoothed_target(label.share_of(number), settings_.label_smoothing,
                         static_cast<int>(classes_));
}

double LossOp::loss(const Label& label) const {
  const double clip = settings_.loss_clip;
  if (kind_ == LossKind::binary) {
    return binary_cross_entropy(probabilities_[1], target(1, label), clip);
  }
  if (settings_.label_smoothing == 0.0 && label.share == 1.0) {
    return clipped_cross_entropy(shares_[label.first], clip);
  }
  double sum = 0.0;
  for (std::int64_t k = 0; k < classes_; ++k) {
    sum += target(k, label) * clipped_cross_entropy(shares_[k], clip);
  }
  return sum;
}

void LossOp::forward(const Views& views, const StepContext& step) {
  PassTotals& totals = *step.totals;
  for (std::int64_t row = 0; row < step.rows; ++row) {
    classify(views.input + row * inputs_);
    float* output = views.output + row * classes_;
    std::transform(probabilities_.begin(), probabilities_.end(), output,
                   [](double probability) { return static_cast<float>(probability); });
    const Label label = label_in(step.batch, row);
    const double weight = step.batch.weight[row];
    totals.loss += weight * loss(label);
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
  const double clip = settings_.loss_clip;
  if (kind_ == LossKind::binary) {
    *gradient =
        static_cast<float>(share * binary_logit_gradient(probabilities_[1], probabilities_[0],
                                                         target(1, label), clip));
    return;
  }
  const auto passing = [&](std::int64_t k) {
    return cross_entropy_passes(shares_[k], clip) ? target(k, label) : 0.0;
  };
  double mass = 0.0;
  for (std::int64_t k = 0; k < classes_; ++k) mass += passing(k);
  for (std::int64_t k = 0; k < classes_; ++k) {
    const double slope =
        kind_ == LossKind::softmax
            ? logit_gradient(shares_[k], passing(k), mass)
            : normalised_logit_gradient(shares_[k], sigmoid<double>(-logits[k]), passing(k), mass);
    gradient[k] = static_cast<float>(share * slope);
  }
}

}  // namespace timbre::model::cpu
