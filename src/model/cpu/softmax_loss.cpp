#include "model/cpu/softmax_loss.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "timbre/model/loss.hpp"

namespace timbre::model::cpu {

SoftmaxLoss::SoftmaxLoss(const Block& block, const OpSettings& settings)
    : name_(block.name),
      settings_(settings),
      classes_(element_count(block.input)),
      probabilities_(classes_) {}

Needs SoftmaxLoss::needs() const {
  Needs needs;
  needs.input_in_backward = settings_.backward;
  return needs;
}

void SoftmaxLoss::softmax(const float* logits) {
  const double highest = *std::max_element(logits, logits + classes_);
  std::transform(logits, logits + classes_, probabilities_.begin(),
                 [&](float logit) { return std::exp(logit - highest); });
  const double sum = std::accumulate(probabilities_.begin(), probabilities_.end(), 0.0);
  for (double& probability : probabilities_) probability /= sum;
}

void SoftmaxLoss::forward(const Views& views, const StepContext& step) {
  PassTotals& totals = *step.totals;
  for (std::int64_t row = 0; row < step.rows; ++row) {
    softmax(views.input + row * classes_);
    float* output = views.output + row * classes_;
    std::transform(probabilities_.begin(), probabilities_.end(), output,
                   [](double probability) { return static_cast<float>(probability); });
    const std::int32_t target = step.batch.target[row];
    const double weight = step.batch.weight[row];
    totals.loss += weight * clipped_cross_entropy(probabilities_[target], settings_.loss_clip);
    totals.weight += weight;
    totals.correct += std::max_element(output, output + classes_) - output == target;
  }
  totals.examples += step.rows;
}

void SoftmaxLoss::backward(const Views& views, const StepContext& step) {
  const float* weights = step.batch.weight;
  const double sum = std::accumulate(weights, weights + step.rows, 0.0);
  for (std::int64_t row = 0; row < step.rows; ++row) {
    softmax(views.input + row * classes_);
    const std::int32_t target = step.batch.target[row];
    const double share = sum > 0.0 ? weights[row] / sum : 0.0;
    const bool passes = cross_entropy_passes(probabilities_[target], settings_.loss_clip);
    float* gradient = views.input_gradient + row * classes_;
    for (std::int64_t k = 0; k < classes_; ++k) {
      gradient[k] =
          static_cast<float>(share * logit_gradient(probabilities_[k], k == target, passes));
    }
  }
}

}  // namespace timbre::model::cpu
