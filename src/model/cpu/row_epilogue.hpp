#pragma once

#include <cstdint>

#include "model/cpu/op.hpp"
#include "model/lowering.hpp"
#include "timbre/model/dropout.hpp"

namespace timbre::model::cpu {

/// Rows x columns x channels of one example; flat values are channels of a single pixel.
struct Picture {
  std::int64_t rows = 1;
  std::int64_t columns = 1;
  std::int64_t channels = 1;

  static Picture of(const Shape& shape);
  std::int64_t row_size() const { return columns * channels; }
  std::int64_t size() const { return rows * row_size(); }
};

/// An epilogue on pictures of one size, applied row of output by row of output, so that whoever
/// computes the sums can do it while they are in the cache.
class RowEpilogue {
 public:
  RowEpilogue(const Epilogue& epilogue, const Picture& input);

  const Picture& input() const { return input_; }
  const Picture& output() const { return output_; }
  int pool() const { return epilogue_.pool; }
  /// Input values that one row of output depends on.
  std::int64_t window_size() const { return epilogue_.pool * input_.row_size(); }
  /// Whether backward needs the bytes that forward writes to `passed`, one for each output.
  bool keeps_passed() const { return !epilogue_.identity(); }
  /// Floats that a call of forward works in.
  std::int64_t scratch_size() const { return epilogue_.dropout() ? output_.row_size() : 0; }

  /// Row `row` of example `row_in_batch`. `sums` [pool, columns, channels], `bias` [channels] or
  /// null, `output` and `passed` [output columns, channels], `passed` null when it is not kept.
  void forward(const StepContext& step, std::int64_t row_in_batch, std::int64_t row,
               const float* sums, const float* bias, float* scratch, float* output,
               std::uint8_t* passed) const;

  /// Writes `sums_gradient` and adds to `bias_gradient` [channels] unless that is null.
  void backward(const float* output_gradient, const std::uint8_t* passed, float* sums_gradient,
                float* bias_gradient) const;

 private:
  Epilogue epilogue_;
  DropoutRule rule_;
  Picture input_;
  Picture output_;
};

}  // namespace timbre::model::cpu
