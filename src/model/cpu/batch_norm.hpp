#pragma once

#include "model/cpu/make_op.hpp"

namespace timbre::model::cpu {

/// Batch normalisation of each channel of pictures, or of each unit of flat values, over the valid
/// rows of a batch. Frozen, or in evaluation, it uses the running statistics and leaves them. Sums
/// are made in parts of the batch, so that nothing depends on the number of threads.
class BatchNorm final : public Op {
 public:
  BatchNorm(const Block& block, const LayerOptions& layer, const LayerParameters& parameters,
            const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  /// Means and 1 / deviations of the step, [channels] each; forward keeps them for backward.
  struct Statistics {
    float* mean;
    float* inverse;
  };
  Statistics statistics(const Views& views) const;
  /// sums[i] = sum over the parts of what add(begin, end, sums) adds for the examples of each.
  template <typename Add>
  void sum_parts(std::int64_t rows, std::int64_t size, double* sums, const Add& add) const;
  void measure(const Views& views, const StepContext& step) const;
  void take_running(const Views& views) const;
  void write_parameter_gradients(const Views& views, const StepContext& step) const;
  void write_input_gradient(const Views& views, const StepContext& step) const;

  std::string name_;
  LayerParameters parameters_;
  OpSettings settings_;
  double epsilon_;
  double share_;
  bool measures_;  // the batch's own statistics
  std::int64_t channels_;
  std::int64_t pixels_;  // of an example
  std::int64_t parts_;
};

}  // namespace timbre::model::cpu
