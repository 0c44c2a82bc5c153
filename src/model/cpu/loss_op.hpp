#pragma once

#include <vector>

#include "model/cpu/make_op.hpp"
#include "timbre/model/loss.hpp"

namespace timbre::model::cpu {

/// The probabilities of the classes and their loss by the formulas of model/loss.hpp; its mean over
/// the batch is sum(weight * loss) / sum(weight). Computed in double: there are few values.
class LossOp final : public Op {
 public:
  LossOp(const Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  /// Fills `probabilities_`, and in the categorical losses `shares_` and `log_sum_`.
  void classify(const float* logits);
  void softmax(const float* logits);
  void sigmoids(const float* logits);
  void binary(float logit);
  double target(std::int64_t number, const Label& label) const;
  bool passes(std::int64_t number) const;
  double class_loss(std::int64_t number, const float* logits) const;
  double loss(const float* logits, const Label& label) const;
  void write_gradient(const float* logits, const Label& label, double share, float* gradient) const;

  std::string name_;
  LossKind kind_;
  OpSettings settings_;
  std::int64_t inputs_;
  std::int64_t classes_;
  std::vector<double> probabilities_;  // of one row
  std::vector<double> shares_;         // which sum to 1, in the categorical losses
  double log_sum_ = 0.0;               // of a softmax: the logarithm of the sum of its powers
};

}  // namespace timbre::model::cpu
