#pragma once

#include "model/epilogue.hpp"
#include "model/make_op.hpp"

namespace timbre::cuda {

/// relu, max pooling and dropout that follow no product.
class EpilogueOp final : public Op {
 public:
  EpilogueOp(const model::Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override;
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  std::string name_;
  bool backward_;
  model::Epilogue epilogue_;
  EpilogueShape shape_;
};

}  // namespace timbre::cuda
