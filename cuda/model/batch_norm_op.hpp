#pragma once

#include "model/batch_norm.hpp"
#include "model/make_op.hpp"

namespace timbre::cuda {

/// Batch normalisation of each channel over the valid rows of a batch. Frozen, or in evaluation, it
/// uses the running statistics and leaves them.
class BatchNormOp final : public Op {
 public:
  BatchNormOp(const model::Block& block, const model::LayerOptions& layer,
              const model::LayerParameters& parameters, const OpSettings& settings,
              Counters& counters);

  const std::string& name() const override { return name_; }
  model::Needs needs() const override;
  void forward(const model::Views& views, const StepContext& step) override;
  void backward(const model::Views& views, const StepContext& step) override;

 private:
  NormStatistics statistics(const model::Views& views) const;

  std::string name_;
  model::LayerParameters parameters_;
  OpSettings settings_;
  NormShape shape_;
  double share_;
  bool measures_;  // the batch's own statistics
  unsigned* arrived_ = nullptr;
};

}  // namespace timbre::cuda
