#pragma once

#include "model/make_op.hpp"
#include "model/pooling.hpp"

namespace timbre::cuda {

/// tanh or sigmoid of every value.
class ActivationOp final : public Op {
 public:
  ActivationOp(const model::Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override;
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  std::string name_;
  model::Activation function_;
  bool backward_;
  std::int64_t count_;
};

/// Means over windows or over whole pictures.
class AveragePool final : public Op {
 public:
  AveragePool(const model::Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override { return {}; }
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  std::string name_;
  WindowShape shape_;
};

/// The largest value of each channel of a picture.
class GlobalMaximum final : public Op {
 public:
  GlobalMaximum(const model::Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override;
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  std::string name_;
  WindowShape shape_;
};

}  // namespace timbre::cuda
