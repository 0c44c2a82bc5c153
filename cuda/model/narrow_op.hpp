#pragma once

#include "model/folded_chain.hpp"
#include "model/make_op.hpp"
#include "model/narrow.hpp"

namespace timbre::cuda {

/// 1x1 convolutions of few input channels with their epilogue, where no one below learns.
class NarrowOp final : public Op {
 public:
  /// `sums` is the shape of one example before the epilogue.
  NarrowOp(const model::Block& block, const Shape& sums, FoldedChain chain,
           const OpSettings& settings, Counters& counters);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override;
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  bool keeps_passed() const { return backward_ && !epilogue_.identity(); }
  std::uint8_t* passed(const model::Views& views) const;

  std::string name_;
  bool backward_;
  std::uint32_t in_;
  model::Epilogue epilogue_;
  EpilogueShape shape_;
  FoldedChain chain_;
  unsigned* arrived_ = nullptr;
};

}  // namespace timbre::cuda
