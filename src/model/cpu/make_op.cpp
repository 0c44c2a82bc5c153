#include "model/cpu/make_op.hpp"

#include "model/cpu/activation_op.hpp"
#include "model/cpu/addition.hpp"
#include "model/cpu/batch_norm.hpp"
#include "model/cpu/conv2d.hpp"
#include "model/cpu/dense.hpp"
#include "model/cpu/epilogue_op.hpp"
#include "model/cpu/loss_op.hpp"
#include "model/cpu/pointwise_conv.hpp"
#include "model/cpu/pooling.hpp"
#include "model/cpu/window_pool.hpp"
#include "timbre/core/error.hpp"

namespace timbre::model::cpu {

std::unique_ptr<Op> make_op(const Graph& graph, const Block& block,
                            std::vector<LayerParameters> parameters, const OpSettings& settings) {
  switch (block.kind) {
    case BlockKind::pointwise: {
      std::vector<std::int64_t> widths = {block.input.back()};
      for (const int layer : block.layers) widths.push_back(graph.nodes[layer].output.back());
      PointwiseChain chain(std::move(parameters), std::move(widths));
      return std::make_unique<PointwiseConv>(block, std::move(chain), settings);
    }
    case BlockKind::convolution:
      return make_conv2d(block, graph.nodes[block.layers.front()].layer, parameters.front(),
                         settings);
    case BlockKind::dense:
      return std::make_unique<Dense>(block, parameters.front(), settings);
    case BlockKind::epilogue:
      return std::make_unique<EpilogueOp>(block, settings);
    case BlockKind::batch_norm:
      return std::make_unique<BatchNorm>(block, graph.nodes[block.layers.front()].layer,
                                         parameters.front(), settings);
    case BlockKind::activation:
      return std::make_unique<ActivationOp>(block, settings);
    case BlockKind::addition:
      return std::make_unique<Addition>(block, settings);
    case BlockKind::average_pool:
      return std::make_unique<AveragePool>(block, settings);
    case BlockKind::max_pool:
      return std::make_unique<WindowMaximum>(block, settings);
    case BlockKind::global_maximum:
      return std::make_unique<GlobalMaximum>(block, settings);
    case BlockKind::concat_pool:
      return std::make_unique<ConcatPool>(block, settings);
    case BlockKind::loss:
      return std::make_unique<LossOp>(block, settings);
  }
  throw ContractError("an unknown kind of block");
}

}  // namespace timbre::model::cpu
