#include "model/lowering.hpp"

#include <algorithm>

#include "timbre/core/error.hpp"

namespace timbre::model {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_activation(const Node& node, Activation function) {
  return node.layer.type == LayerType::activation && node.layer.function == function;
}

std::int64_t kernel_size(const Node& node) {
  return node.input.back() * node.output.back();
}

// A convolution that multiplies the channels of each pixel by one matrix.
bool is_pointwise(const Node& node) {
  return node.layer.type == LayerType::conv2d && node.layer.kernel == 1 && node.layer.stride == 1 &&
         node.layer.pad == 0 && kernel_size(node) <= pointwise_kernel_limit;
}

class Lowering {
 public:
  Lowering(const Graph& graph, const ProgramOptions& options, const LoweringRules& rules)
      : graph_(graph), options_(options), rules_(rules), uses_(graph.nodes.size()) {
    lowered_.names.emplace_back();
    for (const Node& node : graph.nodes) {
      for (const int input : node.inputs) {
        if (input != network_input) ++uses_[input];
      }
    }
  }

  Lowered run() {
    while (more()) {
      if (changes_nothing(node())) {
        rename(value_of(node().inputs.front()));
      } else {
        add_block();
      }
    }
    return std::move(lowered_);
  }

 private:
  const Node& node() const { return graph_.nodes[at_]; }
  bool more() const { return at_ < graph_.nodes.size(); }
  std::size_t value_of(int node) const { return node == network_input ? 0 : values_[node]; }

  // Whether the current layer takes the one before it, and is the only one to do so.
  bool follows() const {
    if (!more() || at_ == 0) return false;
    const int before = static_cast<int>(at_) - 1;
    return node().inputs == std::vector<int>{before} && uses_[before] == 1;
  }

  // Whether the layer before this one must stay readable, so that this one starts a new block.
  bool sealed() const {
    const std::vector<std::string>& names = lowered_.names.back();
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return contains(options_.outputs, name); });
  }

  // The current layer's output is that value, too.
  void rename(std::size_t value) {
    lowered_.names[value].push_back(node().name);
    values_.push_back(value);
    ++at_;
  }

  bool changes_nothing(const Node& candidate) const {
    if (candidate.layer.type == LayerType::flatten) return true;
    return candidate.layer.type == LayerType::dropout &&
           (options_.mode != Mode::train || candidate.layer.rate == 0.0);
  }

  void skip_unchanging() {
    while (follows() && changes_nothing(node())) rename(values_.back());
  }

  // Makes the current layer part of the block; only its output stays visible.
  void take(Block& block) {
    block.name += (block.name.empty() ? "" : "+") + node().name;
    block.output = node().output;
    lowered_.names.back() = {node().name};
    values_.push_back(lowered_.names.size() - 1);
    ++at_;
    skip_unchanging();
  }

  void add_block() {
    Block block;
    block.input = node().input;
    for (const int input : node().inputs) block.inputs.push_back(value_of(input));
    lowered_.names.emplace_back();
    if (node().layer.type == LayerType::conv2d) {
      take_convolutions(block);
    } else {
      block.kind = kind_of(node());
      if (!node().parameters.empty()) block.layers.push_back(static_cast<int>(at_));
      block.function = node().layer.function;
      block.loss = graph_.loss;
      if (node().input.size() == 3) set_window(block);
      if (block.kind != BlockKind::epilogue) take(block);
    }
    if (has_epilogue(block.kind)) take_epilogue(block);
    if (block.kind == BlockKind::addition) take_relu(block);
    lowered_.blocks.push_back(std::move(block));
  }

  // Of all but convolutions.
  BlockKind kind_of(const Node& node) const {
    if (&node == &graph_.nodes.back()) return BlockKind::loss;
    switch (node.layer.type) {
      case LayerType::dense:
        return BlockKind::dense;
      case LayerType::batch_norm:
        return BlockKind::batch_norm;
      case LayerType::add:
        return BlockKind::addition;
      case LayerType::average_pool2d:
      case LayerType::global_average_pool2d:
        return BlockKind::average_pool;
      case LayerType::max_pool2d:
        return node.layer.windows_tile() ? BlockKind::epilogue : BlockKind::max_pool;
      case LayerType::global_max_pool2d:
        return BlockKind::global_maximum;
      case LayerType::global_concat_pool2d:
        return BlockKind::concat_pool;
      case LayerType::activation:
        return node.layer.function == Activation::relu ? BlockKind::epilogue
                                                       : BlockKind::activation;
      default:
        return BlockKind::epilogue;
    }
  }

  void set_window(Block& block) const {
    const LayerOptions& layer = node().layer;
    block.window = block.window_stride = {node().input[0], node().input[1]};
    if (layer.type != LayerType::average_pool2d && layer.type != LayerType::max_pool2d) return;
    block.window = {layer.pool, layer.pool};
    block.window_stride = {layer.window_stride(), layer.window_stride()};
    block.window_pad = layer.pad;
  }

  bool has_epilogue(BlockKind kind) const {
    if (kind == BlockKind::convolution) return rules_.convolution_epilogue;
    return kind == BlockKind::pointwise || kind == BlockKind::dense || kind == BlockKind::epilogue;
  }

  void take_convolutions(Block& block) {
    block.kind = is_pointwise(node()) ? BlockKind::pointwise : BlockKind::convolution;
    const bool foldable = block.kind == BlockKind::pointwise && node().layer.bias;
    do {
      block.layers.push_back(static_cast<int>(at_));
      take(block);
    } while (foldable && continues() && folds(block, node()));
  }

  // Two matrices in a row are one, which is worth it when it takes fewer multiplications.
  static bool folds(const Block& block, const Node& next) {
    if (!is_pointwise(next) || !next.layer.bias) return false;
    const std::int64_t in = block.input.back();
    const std::int64_t between = next.input.back();
    const std::int64_t out = next.output.back();
    return in * out <= pointwise_kernel_limit && in * out < in * between + between * out;
  }

  void take_relu(Block& block) {
    if (!continues() || !is_activation(node(), Activation::relu)) return;
    block.epilogue.relu = true;
    take(block);
  }

  void take_epilogue(Block& block) {
    Epilogue& epilogue = block.epilogue;
    take_relu(block);
    if (continues() && node().layer.type == LayerType::max_pool2d && node().layer.windows_tile()) {
      epilogue.pool = node().layer.pool;
      take(block);
    }
    if (continues() && node().layer.type == LayerType::dropout) {
      epilogue.rate = node().layer.rate;
      epilogue.dropout_layer = static_cast<std::uint32_t>(at_);
      take(block);
    }
  }

  // Whether the current layer may become part of the block.
  bool continues() const {
    const bool begins = lowered_.names.back().empty();
    return begins || (follows() && !sealed());
  }

  const Graph& graph_;
  const ProgramOptions& options_;
  const LoweringRules& rules_;
  std::vector<int> uses_;            // by later layers
  std::vector<std::size_t> values_;  // of each layer so far: the number of its output
  std::size_t at_ = 0;
  Lowered lowered_;
};

void require_known(const Graph& graph, const ProgramOptions& options) {
  const auto has_layer = [&](const std::string& name) {
    return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                       [&](const Node& node) { return node.name == name; });
  };
  for (const std::string& name : options.outputs) {
    if (!has_layer(name)) throw RequestError("outputs: the network has no layer '" + name + "'");
  }
  for (const std::string& name : options.trainable) {
    const bool known = std::any_of(graph.parameters.begin(), graph.parameters.end(),
                                   [&](const ParameterSpec& spec) { return spec.group == name; });
    if (!known) throw RequestError("trainable: no layer '" + name + "' with parameters");
  }
}

}  // namespace

Lowered lower(const Graph& graph, const ProgramOptions& options, const LoweringRules& rules) {
  require_known(graph, options);
  return Lowering(graph, options, rules).run();
}

}  // namespace timbre::model
