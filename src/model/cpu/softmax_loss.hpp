#pragma once

#include <span>
#include <vector>

#include "model/cpu/make_op.hpp"

namespace timbre::model::cpu {

/// Softmax over the classes and the clipped cross-entropy of model/loss.hpp, whose mean over the
/// batch is sum(weight * loss) / sum(weight). Computed in double: there are few values.
class SoftmaxLoss final : public Op {
 public:
  SoftmaxLoss(const Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  void softmax(const float* logits);

  std::string name_;
  OpSettings settings_;
  std::int64_t classes_;
  std::vector<double> probabilities_;  // of one row
};

}  // namespace timbre::model::cpu
