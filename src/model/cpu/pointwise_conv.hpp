#pragma once

#include "model/cpu/make_op.hpp"
#include "model/cpu/pointwise_chain.hpp"
#include "model/cpu/row_epilogue.hpp"

namespace timbre::model::cpu {

/// 1x1 convolutions and their epilogue. An example is cut into tiles of a few rows whose sums
/// stay in the cache: they are computed, pooled and forgotten, and in backward the gradient of
/// the sums is spread out, used for both products and forgotten again.
class PointwiseConv final : public Op {
 public:
  PointwiseConv(const Block& block, PointwiseChain chain, const OpSettings& settings);

  const std::string& name() const override { return name_; }
  Needs needs() const override;
  void forward(const Views& views, const StepContext& step) override;
  void backward(const Views& views, const StepContext& step) override;

 private:
  /// Rows of output [begin, end) of one example.
  struct Tile {
    std::int64_t example;
    std::int64_t begin, end;
  };
  Tile tile(std::int64_t item) const;
  std::int64_t pixels(const Tile& tile) const;
  std::int64_t input_offset(const Tile& tile) const;
  std::int64_t output_offset(const Tile& tile) const;
  std::uint8_t* passed(const Views& views) const;

  void forward_tile(const Views& views, const StepContext& step, const Tile& tile,
                    const float* folded, float* scratch) const;
  void backward_tile(const Views& views, const Tile& tile, const float* folded, float* sums,
                     float* folded_gradient) const;
  void clear_cut_rows(float* input_gradient) const;

  std::string name_;
  OpSettings settings_;
  PointwiseChain chain_;
  RowEpilogue epilogue_;
  bool narrow_;
  std::int64_t tile_rows_;
  std::int64_t tiles_;  // of an example
  std::int64_t parts_;  // of the batch in backward
};

}  // namespace timbre::model::cpu
