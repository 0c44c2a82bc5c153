#include "timbre/model/graph.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "timbre/core/error.hpp"

namespace timbre::model {
namespace {

const char* type_name(LayerType type) {
  switch (type) {
    case LayerType::conv2d:
      return "conv2d";
    case LayerType::dense:
      return "dense";
    case LayerType::activation:
      return "activation";
    case LayerType::batch_norm:
      return "batch_norm";
    case LayerType::max_pool2d:
      return "max_pool2d";
    case LayerType::average_pool2d:
      return "average_pool2d";
    case LayerType::global_max_pool2d:
      return "global_max_pool2d";
    case LayerType::global_average_pool2d:
      return "global_average_pool2d";
    case LayerType::dropout:
      return "dropout";
    case LayerType::flatten:
      return "flatten";
  }
  return "layer";
}

// Settles one layer after another; `at_` is the layer that messages name.
class Builder {
 public:
  Builder(const features::ExampleShape& input, int classes, SigmoidLoss sigmoid_loss)
      : sigmoid_loss_(sigmoid_loss) {
    graph_.input = {input.rows, input.columns, input.channels};
    graph_.classes = classes;
  }

  void add(const LayerOptions& layer) {
    Node node;
    node.layer = layer;
    at_ = "layer " + std::to_string(graph_.nodes.size()) + " (" + type_name(layer.type) + ")";
    node.name = unused_name(layer);
    at_ = "layer " + std::to_string(graph_.nodes.size()) + " '" + node.name + "'";
    node.input = graph_.nodes.empty() ? graph_.input : graph_.nodes.back().output;
    node.output = output_of(node);
    graph_.nodes.push_back(std::move(node));
  }

  Graph finish() {
    const std::string end = "the network must end with a softmax or sigmoid activation over " +
                            std::to_string(graph_.classes) + " classes";
    if (graph_.nodes.empty()) throw RequestError("model.layers is empty; " + end);
    Node& last = graph_.nodes.back();
    const bool sigmoid = is_activation(last, Activation::sigmoid);
    if (!sigmoid && !is_activation(last, Activation::softmax)) {
      throw RequestError("model: '" + last.name + "' comes last; " + end);
    }
    if (sigmoid) {
      graph_.loss =
          sigmoid_loss_ == SigmoidLoss::logits ? LossKind::sigmoid_of_logits : LossKind::sigmoid;
    }
    if (sigmoid && graph_.classes == 2 && last.output == Shape{1}) {
      graph_.loss = LossKind::binary;
      last.output = {2};
    }
    if (last.output != Shape{graph_.classes}) {
      throw RequestError("model: '" + last.name + "' is over " + to_string(last.output) +
                         " values; " + end + ", so let the last dense layer have 'units: 0'");
    }
    return std::move(graph_);
  }

 private:
  static bool is_activation(const Node& node, Activation function) {
    return node.layer.type == LayerType::activation && node.layer.function == function;
  }

  [[noreturn]] void refuse(const std::string& reason) const {
    throw RequestError("model: " + at_ + ": " + reason);
  }

  std::string unused_name(const LayerOptions& layer) {
    const int number = ++numbers_[layer.type];
    const std::string name =
        layer.name.empty() ? type_name(layer.type) + ("_" + std::to_string(number)) : layer.name;
    if (name.find('/') != std::string::npos) refuse("the name '" + name + "' has a '/'");
    if (name == "probabilities" || name == "penultimate") {
      refuse("the name '" + name + "' is taken by an output of every network");
    }
    if (!names_.insert(name).second) refuse("another layer is named '" + name + "' too");
    return name;
  }

  Shape output_of(Node& node) {
    switch (node.layer.type) {
      case LayerType::conv2d:
        return add_conv2d(node);
      case LayerType::dense:
        return add_dense(node);
      case LayerType::batch_norm:
        return add_batch_norm(node);
      case LayerType::max_pool2d:
      case LayerType::average_pool2d:
        return pooled(node);
      case LayerType::global_max_pool2d:
      case LayerType::global_average_pool2d:
        require_picture(node);
        return {node.input[2]};
      case LayerType::flatten:
        return {element_count(node.input)};
      case LayerType::activation:
        return activated(node);
      case LayerType::dropout:
        if (node.layer.rate < 0.0 || node.layer.rate >= 1.0) {
          refuse("the rate " + std::to_string(node.layer.rate) + " is not in [0, 1)");
        }
        return node.input;
    }
    refuse("unknown type");
  }

  Shape add_conv2d(Node& node) {
    const LayerOptions& layer = node.layer;
    require_picture(node);
    require_positive(layer.filters, "filters");
    require_positive(layer.kernel, "kernel");
    require_positive(layer.stride, "stride");
    const std::int64_t channels = node.input[2];
    const std::int64_t area = std::int64_t{layer.kernel} * layer.kernel;
    add_kernel(node, {layer.kernel, layer.kernel, channels, layer.filters}, area * channels,
               area * layer.filters);
    return {convolved(node.input[0], layer), convolved(node.input[1], layer), layer.filters};
  }

  // Output positions along one side, as Keras counts them.
  std::int64_t convolved(std::int64_t size, const LayerOptions& layer) const {
    if (layer.padding == Padding::same) return (size + layer.stride - 1) / layer.stride;
    if (size < layer.kernel) {
      refuse("a kernel of " + std::to_string(layer.kernel) + " does not fit into a side of " +
             std::to_string(size) + "; use 'padding: same' or a smaller kernel");
    }
    return (size - layer.kernel) / layer.stride + 1;
  }

  Shape add_dense(Node& node) {
    if (node.input.size() != 1) {
      refuse("the input is " + to_string(node.input) + "; put a flatten layer before it");
    }
    const std::int64_t units = node.layer.units == 0 ? graph_.classes : node.layer.units;
    require_positive(units, "units");
    add_kernel(node, {node.input[0], units}, node.input[0], units);
    return {units};
  }

  // Of each channel, or of each unit of flat values.
  Shape add_batch_norm(Node& node) {
    const LayerOptions& layer = node.layer;
    if (layer.momentum < 0.0 || layer.momentum > 1.0) {
      refuse("the momentum " + std::to_string(layer.momentum) + " is not in [0, 1]");
    }
    if (!(layer.epsilon > 0.0)) refuse("epsilon is not above 0");
    add_channels(node, "gamma", InitialiserKind::ones, false);
    add_channels(node, "beta", InitialiserKind::zeros, false);
    add_channels(node, "moving_mean", InitialiserKind::zeros, true);
    add_channels(node, "moving_variance", InitialiserKind::ones, true);
    return node.input;
  }

  void add_channels(Node& node, const char* name, InitialiserKind kind, bool statistic) {
    const std::int64_t channels = node.input.back();
    node.parameters.push_back(static_cast<int>(graph_.parameters.size()));
    graph_.parameters.push_back({node.name + "/" + name,
                                 node.name,
                                 {channels},
                                 {kind, 0.0},
                                 channels,
                                 channels,
                                 statistic});
  }

  Shape pooled(const Node& node) const {
    require_picture(node);
    const std::int64_t pool = node.layer.pool;
    if (pool < 1 || pool > 15) refuse("pool is " + std::to_string(pool) + ", not in [1, 15]");
    const Shape& input = node.input;
    if (std::min(input[0], input[1]) < pool) {
      refuse("a window of " + std::to_string(pool) + " does not fit into the input of " +
             to_string(input));
    }
    return {input[0] / pool, input[1] / pool, input[2]};
  }

  Shape activated(const Node& node) const {
    for (const Node& earlier : graph_.nodes) {
      if (is_activation(earlier, Activation::softmax))
        refuse("comes after the softmax; that must be the last layer");
    }
    return node.input;
  }

  void require_picture(const Node& node) const {
    if (node.input.size() != 3) {
      refuse("the input is flat (" + to_string(node.input) + "), not rows x columns x channels");
    }
  }

  void require_positive(std::int64_t value, const char* key) const {
    if (value < 1) refuse(key + (" is " + std::to_string(value)) + ", not at least 1");
  }

  void add_kernel(Node& node, Shape shape, std::int64_t fan_in, std::int64_t fan_out) {
    const Shape bias = {shape.back()};
    const int first = static_cast<int>(graph_.parameters.size());
    node.parameters = {first, first + 1};
    graph_.parameters.push_back({node.name + "/kernel", node.name, std::move(shape),
                                 node.layer.initialiser, fan_in, fan_out});
    graph_.parameters.push_back(
        {node.name + "/bias", node.name, bias, {InitialiserKind::zeros, 0.0}, fan_in, fan_out});
  }

  Graph graph_;
  SigmoidLoss sigmoid_loss_;
  std::string at_;
  std::map<LayerType, int> numbers_;
  std::set<std::string> names_;
};

}  // namespace

Graph build_graph(const ModelOptions& options, const features::ExampleShape& input, int classes) {
  if (input.rows < 1 || input.columns < 1 || input.channels < 1 || classes < 1) {
    throw RequestError("model: an input of " +
                       to_string(Shape{input.rows, input.columns, input.channels}) + " and " +
                       std::to_string(classes) + " classes leaves nothing to learn");
  }
  Builder builder(input, classes, options.sigmoid_loss);
  for (const LayerOptions& layer : options.layers) builder.add(layer);
  return builder.finish();
}

}  // namespace timbre::model
