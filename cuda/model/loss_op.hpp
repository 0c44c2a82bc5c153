#pragma once

#include "model/class_loss.hpp"
#include "model/make_op.hpp"

namespace timbre::cuda {

/// Probabilities and loss. Backward follows forward at once, so that one launch does both.
class LossOp final : public Op {
 public:
  LossOp(const model::Block& block, const OpSettings& settings, Counters& counters);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override;
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  void run(const model::Views& views, const StepContext& step) const;

  std::string name_;
  OpSettings settings_;
  model::LossKind kind_;
  std::uint32_t classes_;
  unsigned* arrived_;
};

}  // namespace timbre::cuda
