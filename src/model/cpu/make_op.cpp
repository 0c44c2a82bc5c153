#include "model/cpu/make_op.hpp"

#include "model/cpu/conv2d.hpp"
#include "model/cpu/dense.hpp"
#include "model/cpu/epilogue_op.hpp"
#include "model/cpu/pointwise_conv.hpp"
#include "model/cpu/softmax_loss.hpp"
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
    case BlockKind::softmax_loss:
      return std::make_unique<SoftmaxLoss>(block, settings);
  }
  throw ContractError("an unknown kind of block");
}

}  // namespace timbre::model::cpu
