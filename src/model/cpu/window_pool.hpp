#pragma once

#include "model/cpu/make_op.hpp"
#include "model/cpu/row_epilogue.hpp"

namespace timbre::model::cpu {

/// Maxima of windows that overlap or go beyond the picture, where nothing is the largest. The first
/// of several counts; NaN passes. Keeps the place of each maximum in its window.
class WindowMaximum final : public Op {
 public:
  WindowMaximum(const Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  /// Calls body(input, place) with the offset in the picture of each pixel of an output's window,
  /// and its place there.
  template <typename Body>
  void for_each_pixel(std::int64_t row, std::int64_t column, const Body& body) const;

  std::string name_;
  std::int64_t batch_;
  Picture input_;
  Picture output_;
  std::int64_t window_;
  std::int64_t stride_;
  std::int64_t pad_;
};

/// The maximum and the mean of each channel of a picture, all maxima before all means.
class ConcatPool final : public Op {
 public:
  ConcatPool(const Block& block, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  std::string name_;
  std::int64_t batch_;
  Picture input_;
};

}  // namespace timbre::model::cpu
