#pragma once

#include "model/cpu/make_op.hpp"

namespace timbre::model::cpu {

/// The sum of two values of one shape, with a relu where the block has one.
class Addition final : public Op {
 public:
  Addition(const Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  std::string name_;
  bool relu_;
  bool backward_;
  std::int64_t size_;  // of an example
};

}  // namespace timbre::model::cpu
