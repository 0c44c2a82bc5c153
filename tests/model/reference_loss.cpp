#include "model/reference_loss.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/reference_sum.hpp"

namespace timbre::test {
namespace {

using model::LossKind;

double sigmoid(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

double largest_variance(const Row& logits) {
  double variance = 0.0;
  for (const Rounded& logit : logits) variance = std::max(variance, logit.variance);
  return variance;
}

// p_k changes by at most 2 p_k times the largest change of a logit.
Row softmax(const Row& logits) {
  double highest = logits[0].value, sum = 0.0;
  for (const Rounded& logit : logits) highest = std::max(highest, logit.value);
  for (const Rounded& logit : logits) sum += std::exp(logit.value - highest);
  Row y;
  for (const Rounded& logit : logits) {
    const double probability = std::exp(logit.value - highest) / sum;
    y.push_back(rounded(probability, 4.0 * probability * probability * largest_variance(logits)));
  }
  return y;
}

Row sigmoids(const Row& logits) {
  Row y;
  for (const Rounded& logit : logits) {
    const double value = sigmoid(logit.value), slope = value * sigmoid(-logit.value);
    y.push_back(rounded(value, slope * slope * logit.variance));
  }
  return y;
}

Row probabilities_of(LossKind kind, const Row& logits) {
  if (kind == LossKind::softmax) return softmax(logits);
  if (kind != LossKind::binary) return sigmoids(logits);
  return sigmoids({{-logits[0].value, logits[0].variance}, logits[0]});
}

double wanted(std::size_t number, std::int32_t label, std::size_t classes, double smoothing) {
  const double target = static_cast<std::int32_t>(number) == label ? 1.0 : 0.0;
  return target * (1.0 - smoothing) + smoothing / static_cast<double>(classes);
}

// One row's loss and gradient, not yet weighted.
struct RowLoss {
  double value = 0.0;
  Row gradient;
};

// -sum t_k log p_k of p = q / sum q, with q from softmax (whose sum is 1) or sigmoids. The softmax
// of logits that end in sigmoids has no clip.
RowLoss categorical(LossKind kind, const Row& logits, std::int32_t label,
                    const ReferenceSettings& settings) {
  const Row q = kind == LossKind::sigmoid ? sigmoids(logits) : softmax(logits);
  const double clip = kind == LossKind::sigmoid_of_logits ? 0.0 : settings.loss_clip;
  const double sum = std::accumulate(
      q.begin(), q.end(), 0.0, [](double total, const Rounded& x) { return total + x.value; });
  RowLoss loss;
  std::vector<double> target;
  double mass = 0.0;
  for (std::size_t k = 0; k < q.size(); ++k) {
    const double share = q[k].value / sum;
    const double clipped = std::clamp(share, clip, 1.0 - clip);
    target.push_back(wanted(k, label, q.size(), settings.label_smoothing));
    if (target[k] > 0.0) loss.value -= target[k] * std::log(clipped);
    if (clipped != share) target[k] = 0.0;
    mass += target[k];
  }
  for (std::size_t k = 0; k < q.size(); ++k) {
    const double share = q[k].value / sum;
    const double slope = kind == LossKind::sigmoid ? sigmoid(-logits[k].value) : 1.0;
    // Of a softmax, whose change is that of its probability, and of a product of two factors.
    const double variance =
        kind == LossKind::sigmoid ? 4.0 * slope * slope * largest_variance(logits) : q[k].variance;
    const bool passes = mass > 0.0;
    loss.gradient.push_back(
        {passes ? slope * (share * mass - target[k]) : 0.0, passes ? variance : 0.0});
  }
  return loss;
}

RowLoss binary(const Rounded& logit, std::int32_t label, const ReferenceSettings& settings) {
  const double clip = settings.loss_clip;
  const double target = wanted(1, label, 2, settings.label_smoothing);
  const double q = sigmoid(logit.value);
  const double clipped = std::clamp(q, clip, 1.0 - clip);
  RowLoss loss;
  loss.value =
      -(target * std::log(clipped + clip) + (1.0 - target) * std::log(1.0 - clipped + clip));
  if (clipped != q) {
    loss.gradient = {{}};
    return loss;
  }
  const double rise = (1.0 - target) / (1.0 - q + clip) - target / (q + clip);
  loss.gradient = {{rise * q * (1.0 - q), logit.variance}};
  return loss;
}

}  // namespace

std::vector<Row> reference_probabilities(const model::Graph& graph,
                                         const std::vector<Row>& logits) {
  std::vector<Row> rows;
  for (const Row& row : logits) rows.push_back(probabilities_of(graph.loss, row));
  return rows;
}

ReferenceLoss reference_loss(const model::Graph& graph, const std::vector<Row>& logits,
                             const ReferenceBatch& batch, const ReferenceSettings& settings) {
  const double weights = std::accumulate(batch.weights.begin(), batch.weights.end(), 0.0);
  ReferenceLoss loss;
  for (std::size_t row = 0; row < logits.size(); ++row) {
    const RowLoss of_row = graph.loss == LossKind::binary
                               ? binary(logits[row][0], batch.targets[row], settings)
                               : categorical(graph.loss, logits[row], batch.targets[row], settings);
    const double share = batch.weights[row] / weights;
    loss.value += share * of_row.value;
    loss.logit_gradients.emplace_back();
    for (const Rounded& gradient : of_row.gradient) {
      loss.logit_gradients.back().push_back(
          rounded(share * gradient.value, share * share * gradient.variance));
    }
  }
  return loss;
}

}  // namespace timbre::test
