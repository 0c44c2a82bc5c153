#pragma once

#include "model/cpu/make_op.hpp"

namespace timbre::model::cpu {

/// tanh or sigmoid of every value.
class ActivationOp final : public Op {
 public:
  ActivationOp(const Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  std::string name_;
  Activation function_;
  OpSettings settings_;
  std::int64_t size_;  // values of an example
};

}  // namespace timbre::model::cpu
