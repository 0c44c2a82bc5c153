#pragma once

#include "model/epilogue.hpp"
#include "model/folded_chain.hpp"
#include "model/make_op.hpp"
#include "model/product.hpp"

namespace timbre::cuda {

/// epilogue(x K + b): a dense layer or a convolution with what follows it.
class LinearOp final : public Op {
 public:
  /// `sums` is the shape of one example before the epilogue.
  LinearOp(const model::Block& block, const Shape& sums, std::unique_ptr<Product> product,
           FoldedChain chain, const OpSettings& settings, Counters& counters);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override;
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  /// Pieces of saved and scratch memory, one after another, each on a multiple of 256 bytes.
  struct Places {
    std::size_t passed = 0, saved_end = 0;
    std::size_t sums = 0, forward_end = 0;
    std::size_t sums_gradient = 0, chain_gradient = 0, partial = 0, backward_end = 0;
  };
  Places place() const;
  std::size_t sums_bytes() const;
  bool keeps_passed() const { return settings_.backward && !epilogue_.identity(); }
  std::uint8_t* passed(const model::Views& views) const;
  Workspace workspace(const model::Views& views, std::size_t offset) const;

  std::string name_;
  OpSettings settings_;
  model::Epilogue epilogue_;
  EpilogueShape shape_;
  std::unique_ptr<Product> product_;
  FoldedChain chain_;
  Places places_;
  unsigned* arrived_ = nullptr;
};

}  // namespace timbre::cuda
