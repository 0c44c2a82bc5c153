#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "timbre/core/tensor.hpp"
#include "timbre/model/graph.hpp"
#include "timbre/model/program.hpp"

namespace timbre::model {

/// What follows a layer's sums in the same pass over memory: relu, then max pooling, then dropout,
/// each of which may be absent.
struct Epilogue {
  bool relu = false;
  int pool = 1;                     ///< height, width and stride of the window; 1: no pooling
  double rate = 0.0;                ///< of dropout; 0: none
  std::uint32_t dropout_layer = 0;  ///< its number in the graph, which keys its masks

  bool dropout() const { return rate > 0.0; }
  bool identity() const { return !relu && pool == 1 && !dropout(); }
  bool operator==(const Epilogue&) const = default;
};

enum class BlockKind {
  pointwise,    ///< 1x1 convolutions of stride 1 in a row, with nothing between, and an epilogue
  convolution,  ///< any other convolution, with an epilogue where the rules say so
  dense,        ///< with an epilogue
  epilogue,     ///< on its own
  batch_norm,
  activation,      ///< other than relu, whose output says what backward needs
  addition,        ///< of two values, with a relu where the epilogue says so
  average_pool,    ///< over windows or over the whole picture
  max_pool,        ///< over windows that overlap or go beyond the picture
  global_maximum,  ///< of each channel
  concat_pool,     ///< maxima and means of the channels
  loss,            ///< the last activation and its loss
};

/// Layers that are computed by one operation.
struct Block {
  BlockKind kind = BlockKind::epilogue;
  std::string name;         ///< of all its layers, joined by '+'
  std::vector<int> layers;  ///< the convolutions, the dense layer or the batch norm, as numbers in
                            ///< the graph
  Epilogue epilogue;
  Activation function = Activation::relu;  ///< of `activation`
  LossKind loss = LossKind::softmax;       ///< of `loss`
  Shape window;                            ///< of pooling: rows, columns
  Shape window_stride;                     ///< rows, columns from one window to the next
  std::int64_t window_pad = 0;             ///< of max_pool: pixels beyond each side
  std::vector<std::size_t> inputs;         ///< the values that it takes; two of an addition
  Shape input;                             ///< of the first
  Shape output;
};

/// A graph cut into blocks. Value 0 is the input, value i + 1 the output of block i.
struct Lowered {
  std::vector<Block> blocks;
  /// Layers whose output each value is: the last one of its block, and those after it that change
  /// nothing (flatten; dropout without effect). Names of layers inside of a block are in none.
  std::vector<std::vector<std::string>> names;
};

/// What a device's operations can take in.
struct LoweringRules {
  bool convolution_epilogue = false;  ///< whether convolutions have one, too
};

/// Cuts the graph into blocks as large as possible. Layers in `options.outputs` end their block.
/// Throws RequestError for names in `options` that the graph does not have.
Lowered lower(const Graph& graph, const ProgramOptions& options, const LoweringRules& rules = {});

/// Largest kernel (values) for which 1x1 convolutions are computed as one matrix product.
inline constexpr std::int64_t pointwise_kernel_limit = 65536;

}  // namespace timbre::model
