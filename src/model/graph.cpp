#include "timbre/model/graph.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "model/layer_shape.hpp"
#include "model/residual.hpp"
#include "timbre/core/error.hpp"

namespace timbre::model {
namespace {

constexpr const char* input_name = "input";

// Settles one layer after another; `at_` is the layer that messages name.
class Builder {
 public:
  Builder(const ModelOptions& options, const features::ExampleShape& input, int classes)
      : options_(options) {
    graph_.input = {input.rows, input.columns, input.channels};
    graph_.classes = classes;
    graph_.weights = options.weights;
  }

  Graph build() {
    for (const LayerOptions& layer : options_.layers) add(layer);
    require_group_starts();
    require_uses();
    settle_end();
    return std::move(graph_);
  }

 private:
  void add(const LayerOptions& layer) {
    const std::string number = "layer " + std::to_string(layer_number_++);
    at_ = number + " (" + type_name(layer.type) + ")";
    const std::string name = name_of(layer);
    at_ = number + " '" + name + "'";
    begin_group(name);
    if (layer.type != LayerType::residual) return add_node(layer, name);
    LayerOptions block = layer;
    block.name = name;
    const int source = source_of(layer.input);
    const std::string source_name =
        source == network_input ? input_name : graph_.nodes[source].name;
    for (const LayerOptions& part : residual_layers(block, source_name, shape_of(source))) {
      at_ = number + " '" + part.name + "'";
      add_node(part, part.name);
    }
  }

  void add_node(const LayerOptions& layer, const std::string& name) {
    if (is_taken(name)) refuse("another layer is named '" + name + "' too");
    Node node;
    node.layer = layer;
    node.name = name;
    node.inputs = {source_of(layer.input)};
    node.input = shape_of(node.inputs.front());
    if (layer.type == LayerType::add) add_second_input(node);
    if (layer.type == LayerType::activation) refuse_behind_softmax();
    node.output = output_shape(node, graph_.classes, at_);
    add_parameters(node);
    numbers_[name] = static_cast<int>(graph_.nodes.size());
    graph_.nodes.push_back(std::move(node));
  }

  void add_second_input(Node& node) const {
    if (node.layer.with.empty()) refuse("'with' does not say which layer is added");
    node.inputs.push_back(source_of(node.layer.with));
    const Shape& other = shape_of(node.inputs.back());
    if (other != node.input) {
      refuse("adds " + to_string(node.input) + " and " + to_string(other) + " of '" +
             node.layer.with + "', which differ");
    }
  }

  [[noreturn]] void refuse(const std::string& reason) const { refuse_layer(at_, reason); }

  bool is_taken(const std::string& name) const { return numbers_.contains(name); }

  std::string name_of(const LayerOptions& layer) {
    const int count = ++counts_[layer.type];
    const std::string name =
        layer.name.empty() ? type_name(layer.type) + ("_" + std::to_string(count)) : layer.name;
    if (name.find('/') != std::string::npos) refuse("the name '" + name + "' has a '/'");
    if (name == input_name || name == "probabilities" || name == "penultimate") {
      refuse("the name '" + name + "' is taken by the input or an output of every network");
    }
    return name;
  }

  int source_of(const std::string& name) const {
    if (name.empty()) return static_cast<int>(graph_.nodes.size()) - 1;
    if (name == input_name) return network_input;
    const auto found = numbers_.find(name);
    if (found == numbers_.end()) {
      refuse("there is no layer '" + name + "' before it; 'input' is the network's own input");
    }
    return found->second;
  }

  const Shape& shape_of(int source) const {
    return source == network_input ? graph_.input : graph_.nodes[source].output;
  }

  void begin_group(const std::string& name) {
    const auto& starts = options_.group_starts;
    if (std::find(starts.begin(), starts.end(), name) == starts.end()) return;
    if (graph_.parameters.empty()) refuse("begins a parameter group, but nothing stands before it");
    ++graph_.groups;
    begun_.insert(name);
  }

  void require_group_starts() const {
    for (const std::string& name : options_.group_starts) {
      if (begun_.contains(name)) continue;
      throw RequestError("model.group_starts: there is no layer '" + name + "'");
    }
  }

  void require_uses() const {
    std::set<int> used;
    for (const Node& node : graph_.nodes) used.insert(node.inputs.begin(), node.inputs.end());
    for (std::size_t i = 0; i + 1 < graph_.nodes.size(); ++i) {
      if (used.contains(static_cast<int>(i))) continue;
      throw RequestError("model: no layer takes the output of '" + graph_.nodes[i].name + "'");
    }
  }

  static bool is_activation(const Node& node, Activation function) {
    return node.layer.type == LayerType::activation && node.layer.function == function;
  }

  void refuse_behind_softmax() const {
    for (const Node& earlier : graph_.nodes) {
      if (is_activation(earlier, Activation::softmax))
        refuse("comes after the softmax; that must be the last layer");
    }
  }

  void settle_end() {
    const std::string end = "the network must end with a softmax or sigmoid activation over " +
                            std::to_string(graph_.classes) + " classes";
    if (graph_.nodes.empty()) throw RequestError("model.layers is empty; " + end);
    Node& last = graph_.nodes.back();
    const bool sigmoid = is_activation(last, Activation::sigmoid);
    if (!sigmoid && !is_activation(last, Activation::softmax)) {
      throw RequestError("model: '" + last.name + "' comes last; " + end);
    }
    if (sigmoid) {
      graph_.loss = options_.sigmoid_loss == SigmoidLoss::logits ? LossKind::sigmoid_of_logits
                                                                 : LossKind::sigmoid;
    }
    if (sigmoid && graph_.classes == 2 && last.output == Shape{1}) {
      graph_.loss = LossKind::binary;
      last.output = {2};
    }
    if (last.output != Shape{graph_.classes}) {
      throw RequestError("model: '" + last.name + "' is over " + to_string(last.output) +
                         " values; " + end + ", so let the last dense layer have 'units: 0'");
    }
  }

  void add_parameters(Node& node) {
    switch (node.layer.type) {
      case LayerType::conv2d: {
        const std::int64_t area = std::int64_t{node.layer.kernel} * node.layer.kernel;
        add_kernel(node, {node.layer.kernel, node.layer.kernel, node.input[2], node.output[2]},
                   area * node.input[2], area * node.output[2]);
        break;
      }
      case LayerType::dense:
        add_kernel(node, {node.input[0], node.output[0]}, node.input[0], node.output[0]);
        break;
      case LayerType::batch_norm:
        // Of each channel, or of each unit of flat values.
        add_channels(node, "gamma", InitialiserKind::ones, false);
        add_channels(node, "beta", InitialiserKind::zeros, false);
        add_channels(node, "moving_mean", InitialiserKind::zeros, true);
        add_channels(node, "moving_variance", InitialiserKind::ones, true);
        break;
      default:
        break;
    }
  }

  void add_kernel(Node& node, Shape shape, std::int64_t fan_in, std::int64_t fan_out) {
    const Shape bias = {shape.back()};
    add_parameter(node, "kernel", std::move(shape),
                  {.initialiser = node.layer.initialiser,
                   .fan_in = fan_in,
                   .fan_out = fan_out,
                   .flattened_pixels = flattened_pixels(node)});
    if (!node.layer.bias) return;
    add_parameter(
        node, "bias", bias,
        {.initialiser = {InitialiserKind::zeros, 0.0}, .fan_in = fan_in, .fan_out = fan_out});
  }

  // Behind the flatten layer whose values reach the dense one in their order.
  std::int64_t flattened_pixels(const Node& dense) const {
    int source = dense.inputs.front();
    while (source != network_input && graph_.nodes[source].layer.type != LayerType::flatten) {
      if (graph_.nodes[source].input.size() != 1 || has_kernel(graph_.nodes[source])) return 1;
      source = graph_.nodes[source].inputs.front();
    }
    if (source == network_input || dense.input.size() != 1) return 1;
    const Shape& flattened = graph_.nodes[source].input;
    return flattened.size() == 3 ? flattened[0] * flattened[1] : 1;
  }

  static bool has_kernel(const Node& node) { return node.layer.type == LayerType::dense; }

  void add_channels(Node& node, const char* name, InitialiserKind kind, bool statistic) {
    const std::int64_t channels = node.input.back();
    add_parameter(node, name, {channels},
                  {.initialiser = {kind, 0.0},
                   .fan_in = channels,
                   .fan_out = channels,
                   .statistic = statistic,
                   .in_batch_norm = true});
  }

  void add_parameter(Node& node, const std::string& name, Shape shape, ParameterSpec spec) {
    spec.name = node.name + "/" + name;
    spec.group = node.name;
    spec.shape = std::move(shape);
    spec.group_number = graph_.groups - 1;
    node.parameters.push_back(static_cast<int>(graph_.parameters.size()));
    graph_.parameters.push_back(std::move(spec));
  }

  const ModelOptions& options_;
  Graph graph_;
  std::string at_;
  int layer_number_ = 0;
  std::map<LayerType, int> counts_;
  std::map<std::string, int> numbers_;  // of nodes by their names
  std::set<std::string> begun_;         // parameter groups, by the layers that begin them
};

}  // namespace

Graph build_graph(const ModelOptions& options, const features::ExampleShape& input, int classes) {
  if (input.rows < 1 || input.columns < 1 || input.channels < 1 || classes < 1) {
    throw RequestError("model: an input of " +
                       to_string(Shape{input.rows, input.columns, input.channels}) + " and " +
                       std::to_string(classes) + " classes leaves nothing to learn");
  }
  return Builder(options, input, classes).build();
}

}  // namespace timbre::model
