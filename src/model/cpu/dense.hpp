#pragma once

#include "model/cpu/make_op.hpp"
#include "model/cpu/row_epilogue.hpp"

namespace timbre::model::cpu {

/// y = epilogue(x W + b) on flat values. The inputs are cut into blocks of fixed size that threads
/// take one at a time, forward with the sums of each block apart: a block's part of W stays in the
/// cache, and nothing depends on the number of threads.
class Dense final : public Op {
 public:
  Dense(const Block& block, const LayerParameters& parameters, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  /// Inputs [begin, begin + size).
  struct InputBlock {
    std::int64_t begin, size;
  };
  InputBlock block(std::int64_t number) const;

  std::string name_;
  LayerParameters parameters_;
  OpSettings settings_;
  RowEpilogue epilogue_;
  std::int64_t in_;
  std::int64_t out_;
  std::int64_t blocks_;
};

}  // namespace timbre::model::cpu
