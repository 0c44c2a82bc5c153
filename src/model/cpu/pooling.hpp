#pragma once

#include "model/cpu/make_op.hpp"
#include "model/cpu/row_epilogue.hpp"

namespace timbre::model::cpu {

/// Means over windows side by side, or over whole pictures; what no window covers is cut off.
class AveragePool final : public Op {
 public:
  AveragePool(const Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override { return {}; }
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  float share() const { return 1.0f / static_cast<float>(window_rows_ * window_columns_); }
  /// Calls body(window, output) with the offset in the picture of each input of each window and of
  /// the output that it belongs to.
  template <typename Body>
  void for_each_input(const Body& body) const;

  std::string name_;
  Picture input_;
  std::int64_t window_rows_;
  std::int64_t window_columns_;
  Picture output_;
};

/// The largest value of each channel of a picture; the first of several, and NaN passes.
class GlobalMaximum final : public Op {
 public:
  GlobalMaximum(const Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  std::string name_;
  OpSettings settings_;
  Picture input_;
};

}  // namespace timbre::model::cpu
