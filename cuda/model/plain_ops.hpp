#pragma once

#include "model/concat_pool.hpp"
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

/// The largest value of each channel of a picture, or of each of its windows.
class WindowMaximum final : public Op {
 public:
  WindowMaximum(const model::Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override;
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  std::string name_;
  WindowShape shape_;
};

/// The maximum and the mean of each channel of a picture, all maxima before all means.
class ConcatPool final : public Op {
 public:
  ConcatPool(const model::Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override;
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  std::string name_;
  ConcatPoolShape shape_;
};

/// The sum of two values of one shape, with a relu where the block has one.
class Addition final : public Op {
 public:
  Addition(const model::Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override;
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  std::string name_;
  bool relu_;
  bool backward_;
  std::int64_t count_;
};

}  // namespace timbre::cuda
