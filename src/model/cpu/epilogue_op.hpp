#pragma once

#include "model/cpu/make_op.hpp"
#include "model/cpu/row_epilogue.hpp"

namespace timbre::model::cpu {

/// relu, max pooling and dropout in one pass over memory each way.
class EpilogueOp final : public Op {
 public:
  EpilogueOp(const Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  std::string name_;
  OpSettings settings_;
  RowEpilogue epilogue_;
};

}  // namespace timbre::model::cpu
