#pragma once

#include "model/cpu/make_op.hpp"
#include "model/cpu/row_epilogue.hpp"

namespace timbre::model::cpu {

/// y = epilogue(x W + b) on flat values.
class Dense final : public Op {
 public:
  Dense(const Block& block, const LayerParameters& parameters, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  std::string name_;
  LayerParameters parameters_;
  OpSettings settings_;
  RowEpilogue epilogue_;
  std::int64_t in_;
  std::int64_t out_;
};

}  // namespace timbre::model::cpu
