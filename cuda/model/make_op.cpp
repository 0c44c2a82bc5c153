#include "model/make_op.hpp"

#include "model/batch_norm_op.hpp"
#include "model/epilogue_op.hpp"
#include "model/linear_op.hpp"
#include "model/loss_op.hpp"
#include "model/narrow_op.hpp"
#include "model/plain_ops.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

using model::Block;
using model::Graph;

Conv2dShape conv_shape(const Block& block, const model::LayerOptions& layer, std::int64_t batch) {
  return {.batch = batch,
          .rows = block.input[0],
          .columns = block.input[1],
          .in = block.input[2],
          .kernel_rows = layer.kernel,
          .kernel_columns = layer.kernel,
          .out = layer.filters,
          .stride = layer.stride,
          .padding = layer.padding,
          .pad = layer.pad};
}

// Channels of the input and of each layer's output.
std::vector<std::int64_t> widths(const Graph& graph, const Block& block) {
  std::vector<std::int64_t> widths = {block.input.back()};
  for (const int layer : block.layers) widths.push_back(graph.nodes[layer].output.back());
  return widths;
}

std::unique_ptr<Product> make_product(const Graph& graph, const Block& block,
                                      const OpSettings& settings, Libraries& libraries) {
  const model::Node& last = graph.nodes[block.layers.back()];
  const bool is_general = last.layer.kernel > 1 || last.layer.stride > 1 || last.layer.pad > 0;
  if (block.kind == model::BlockKind::convolution && is_general) {
    return make_convolution(libraries, conv_shape(block, last.layer, settings.batch),
                            settings.precision);
  }
  const std::int64_t in = block.input.back();
  const std::int64_t pixels = element_count(block.input) / in;
  return make_matrix_product(libraries, settings.batch * pixels, in, last.output.back(),
                             settings.precision);
}

bool is_narrow(const Block& block, const OpSettings& settings) {
  return block.kind == model::BlockKind::pointwise && block.input.back() <= narrow_limit &&
         !settings.input_gradient;
}

bool has_bias(const std::vector<model::LayerParameters>& parameters) {
  return parameters.front().bias != nullptr;
}

}  // namespace

std::unique_ptr<Op> make_op(const Graph& graph, const Block& block,
                            std::vector<model::LayerParameters> parameters,
                            const OpSettings& settings, const OpParts& parts) {
  if (is_narrow(block, settings) && has_bias(parameters)) {
    return std::make_unique<NarrowOp>(block, graph.nodes[block.layers.back()].output,
                                      FoldedChain(std::move(parameters), widths(graph, block)),
                                      settings, parts.counters);
  }
  switch (block.kind) {
    case model::BlockKind::pointwise:
    case model::BlockKind::convolution:
    case model::BlockKind::dense:
      return std::make_unique<LinearOp>(block, graph.nodes[block.layers.back()].output,
                                        make_product(graph, block, settings, parts.libraries),
                                        FoldedChain(std::move(parameters), widths(graph, block)),
                                        settings, parts.counters);
    case model::BlockKind::epilogue:
      return std::make_unique<EpilogueOp>(block, settings);
    case model::BlockKind::batch_norm:
      return std::make_unique<BatchNormOp>(block, graph.nodes[block.layers.front()].layer,
                                           parameters.front(), settings, parts.counters);
    case model::BlockKind::activation:
      return std::make_unique<ActivationOp>(block, settings);
    case model::BlockKind::addition:
      return std::make_unique<Addition>(block, settings);
    case model::BlockKind::average_pool:
      return std::make_unique<AveragePool>(block, settings);
    case model::BlockKind::max_pool:
    case model::BlockKind::global_maximum:
      return std::make_unique<WindowMaximum>(block, settings);
    case model::BlockKind::concat_pool:
      return std::make_unique<ConcatPool>(block, settings);
    case model::BlockKind::loss:
      return std::make_unique<LossOp>(block, settings, parts.counters);
  }
  throw ContractError("an unknown kind of block");
}

}  // namespace timbre::cuda
