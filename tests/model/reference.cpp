#include "model/reference.hpp"

#include <algorithm>
#include <cmath>

#include "model/reference_loss.hpp"
#include "model/reference_norm.hpp"
#include "model/reference_sum.hpp"
#include "timbre/model/dropout.hpp"

namespace timbre::test {
namespace {

using model::Node;

// Positions of a convolution: calls body(output index, input index, kernel index) for every
// product, with channels last and kernels as [height, width, in, out].
template <typename Body>
void for_each_product(const Node& node, const Body& body) {
  const auto& layer = node.layer;
  const Shape& in = node.input;
  const Shape& out = node.output;
  const auto pad = [&](int side) -> std::int64_t {
    if (layer.padding == model::Padding::valid) return layer.pad;
    const std::int64_t reach = (out[side] - 1) * layer.stride + layer.kernel - in[side];
    return std::max<std::int64_t>(reach, 0) / 2;
  };
  for (std::int64_t r = 0; r < out[0]; ++r)
    for (std::int64_t c = 0; c < out[1]; ++c)
      for (int i = 0; i < layer.kernel; ++i)
        for (int j = 0; j < layer.kernel; ++j) {
          const std::int64_t row = r * layer.stride + i - pad(0);
          const std::int64_t column = c * layer.stride + j - pad(1);
          if (row < 0 || row >= in[0] || column < 0 || column >= in[1]) continue;
          for (std::int64_t k = 0; k < in[2]; ++k)
            for (std::int64_t f = 0; f < out[2]; ++f) {
              body((r * out[1] + c) * out[2] + f, (row * in[1] + column) * in[2] + k,
                   ((i * layer.kernel + j) * in[2] + k) * out[2] + f);
            }
        }
}

// A dense layer is a convolution over a single pixel.
Node as_convolution(const Node& node) {
  Node convolution = node;
  convolution.layer.kernel = convolution.layer.stride = 1;
  convolution.layer.padding = model::Padding::valid;
  convolution.layer.pad = 0;
  convolution.input = {1, 1, node.input[0]};
  convolution.output = {1, 1, node.output[0]};
  return convolution;
}

bool is_global(const Node& node) {
  return node.layer.type == model::LayerType::global_max_pool2d ||
         node.layer.type == model::LayerType::global_average_pool2d ||
         node.layer.type == model::LayerType::global_concat_pool2d;
}

// Calls body(output index, input index) for every input of every window.
template <typename Body>
void for_each_in_window(const Node& node, const Body& body) {
  const Shape& in = node.input;
  const bool global = is_global(node);
  const Shape window = global ? Shape{in[0], in[1]} : Shape{node.layer.pool, node.layer.pool};
  const std::int64_t stride = global ? 1 : node.layer.window_stride();
  const std::int64_t pad = global ? 0 : node.layer.pad;
  const std::int64_t rows = global ? 1 : node.output[0];
  const std::int64_t columns = global ? 1 : node.output[1];
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t c = 0; c < columns; ++c)
      for (std::int64_t i = 0; i < window[0]; ++i)
        for (std::int64_t j = 0; j < window[1]; ++j) {
          const std::int64_t row = r * stride + i - pad;
          const std::int64_t column = c * stride + j - pad;
          if (row < 0 || row >= in[0] || column < 0 || column >= in[1]) continue;
          for (std::int64_t k = 0; k < in[2]; ++k) {
            body((r * columns + c) * in[2] + k, (row * in[1] + column) * in[2] + k);
          }
        }
}

// Inputs of a mean.
double window_area(const Node& node) {
  const Shape& in = node.input;
  return static_cast<double>(is_global(node) ? in[0] * in[1] : node.layer.pool * node.layer.pool);
}

// Which input each output of a max pooling takes: the first of the largest.
std::vector<std::int64_t> pooled_from(const Node& node, const Row& input) {
  const std::int64_t outputs = is_global(node) ? node.input[2] : element_count(node.output);
  std::vector<std::int64_t> from(outputs, -1);
  for_each_in_window(node, [&](std::int64_t out, std::int64_t in) {
    if (from[out] < 0 || input[in].value > input[from[out]].value) from[out] = in;
  });
  return from;
}

class ReferencePass {
 public:
  ReferencePass(const model::Graph& graph, const std::vector<std::vector<double>>& parameters,
                const ReferenceBatch& batch, const ReferenceSettings& settings)
      : graph_(graph), parameters_(parameters), batch_(batch), settings_(settings) {}

  ReferenceResult run() {
    for (const model::ParameterSpec& spec : graph_.parameters) {
      gradients_.emplace_back(element_count(spec.shape));
    }
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      result_.outputs.push_back(forward(i, input_of(i)));
    }
    value_gradients_.resize(graph_.nodes.size());
    const std::vector<Row>& logits = input_of(graph_.nodes.size() - 1);
    result_.probabilities = result_.outputs.back();
    ReferenceLoss loss = reference_loss(graph_, logits, batch_, settings_);
    result_.loss = loss.value;
    add_gradient(graph_.nodes.back().inputs[0], loss.logit_gradients);
    for (std::size_t i = graph_.nodes.size() - 1; i-- > 0;) {
      const std::vector<Row> gradient = backward(i, value_gradients_[i]);
      for (const int input : graph_.nodes[i].inputs) add_gradient(input, gradient);
    }
    for (const std::vector<Sum>& sums : gradients_) result_.gradients.push_back(results(sums));
    return std::move(result_);
  }

 private:
  const std::vector<Row>& input_of(std::size_t number, std::size_t place = 0) {
    const int source = graph_.nodes[number].inputs[place];
    if (source != model::network_input) return result_.outputs[source];
    if (!inputs_.empty()) return inputs_;
    for (const std::vector<float>& values : batch_.inputs) {
      inputs_.emplace_back();
      for (const float value : values) inputs_.back().push_back({value, 0.0});
    }
    return inputs_;
  }

  // Several layers that take one output each add to its gradient.
  void add_gradient(int source, const std::vector<Row>& gradient) {
    if (source == model::network_input) return;
    std::vector<Row>& sum = value_gradients_[source];
    if (sum.empty()) {
      sum = gradient;
      return;
    }
    for (std::size_t row = 0; row < sum.size(); ++row) sum[row] = added(sum[row], gradient[row]);
  }

  static Row added(const Row& x, const Row& y) {
    Row sums;
    for (std::size_t i = 0; i < x.size(); ++i) {
      sums.push_back(rounded(x[i].value + y[i].value, x[i].variance + y[i].variance));
    }
    return sums;
  }

  std::vector<Row> forward(std::size_t number, const std::vector<Row>& x) {
    const Node& node = graph_.nodes[number];
    if (number + 1 == graph_.nodes.size()) return reference_probabilities(graph_, x);
    if (node.layer.type == model::LayerType::batch_norm) {
      norms_[number] = reference_norm(node, parameters_, x, settings_.train);
      for (const auto& [parameter, values] : norms_[number].statistics) {
        result_.statistics[graph_.parameters[parameter].name] = values;
      }
      return norms_[number].outputs;
    }
    std::vector<Row> y;
    for (std::size_t row = 0; row < x.size(); ++row) y.push_back(forward(number, x[row], row));
    return y;
  }

  // The gradients by the input of a layer; adds to those of its parameters.
  std::vector<Row> backward(std::size_t number, const std::vector<Row>& dy) {
    const Node& node = graph_.nodes[number];
    if (node.layer.type == model::LayerType::batch_norm) {
      return reference_norm_back(node, parameters_, norms_.at(number), dy, gradients_);
    }
    std::vector<Row> dx;
    for (std::size_t row = 0; row < dy.size(); ++row) {
      dx.push_back(backward(number, input_of(number)[row], dy[row], row));
    }
    return dx;
  }

  Row forward(std::size_t number, const Row& x, std::size_t row) {
    const Node& node = graph_.nodes[number];
    switch (node.layer.type) {
      case model::LayerType::conv2d:
        return convolve(node, x);
      case model::LayerType::dense:
        return convolve(as_convolution(node), x);
      case model::LayerType::activation:
        return activate(node, x);
      case model::LayerType::max_pool2d:
      case model::LayerType::global_max_pool2d:
        return maxima(node, x);
      case model::LayerType::average_pool2d:
      case model::LayerType::global_average_pool2d:
        return means(node, x);
      case model::LayerType::global_concat_pool2d:
        return concat_pooled(node, x);
      case model::LayerType::add:
        return added(x, input_of(number, 1)[row]);
      case model::LayerType::dropout:
        return dropped(number, x, row);
      case model::LayerType::flatten:
      case model::LayerType::batch_norm:
      case model::LayerType::residual:
        return x;
    }
    return {};
  }

  Row backward(std::size_t number, const Row& x, const Row& dy, std::size_t row) {
    const Node& node = graph_.nodes[number];
    switch (node.layer.type) {
      case model::LayerType::conv2d:
        return convolve_back(node, x, dy);
      case model::LayerType::dense:
        return convolve_back(as_convolution(node), x, dy);
      case model::LayerType::activation:
        return activate_back(node, x, result_.outputs[number][row], dy);
      case model::LayerType::max_pool2d:
      case model::LayerType::global_max_pool2d:
        return maxima_back(node, x, dy);
      case model::LayerType::average_pool2d:
      case model::LayerType::global_average_pool2d:
        return means_back(node, x, dy);
      case model::LayerType::global_concat_pool2d:
        return concat_pooled_back(node, x, dy);
      case model::LayerType::dropout:
        return dropped(number, dy, row);
      case model::LayerType::flatten:
      case model::LayerType::batch_norm:
      case model::LayerType::add:
      case model::LayerType::residual:
        return dy;
    }
    return {};
  }

  static Row maxima(const Node& node, const Row& x) {
    Row y;
    for (const std::int64_t from : pooled_from(node, x)) y.push_back(x[from]);
    return y;
  }

  static Row maxima_back(const Node& node, const Row& x, const Row& dy) {
    const std::vector<std::int64_t> from = pooled_from(node, x);
    std::vector<Sum> dx(x.size());
    for (std::size_t i = 0; i < from.size(); ++i) dx[from[i]].add(dy[i], one);
    return results(dx);
  }

  static Row means(const Node& node, const Row& x) {
    std::vector<Sum> y(is_global(node) ? node.input[2] : element_count(node.output));
    for_each_in_window(node, [&](std::int64_t out, std::int64_t in) {
      y[out].add(x[in], {1.0 / window_area(node), 0.0});
    });
    return results(y);
  }

  static Row means_back(const Node& node, const Row& x, const Row& dy) {
    Row dx(x.size());
    const double share = 1.0 / window_area(node);
    for_each_in_window(node, [&](std::int64_t out, std::int64_t in) {
      dx[in] = rounded(dy[out].value * share, dy[out].variance * share * share);
    });
    return dx;
  }

  static Row concat_pooled(const Node& node, const Row& x) {
    Row y = maxima(node, x);
    const Row averages = means(node, x);
    y.insert(y.end(), averages.begin(), averages.end());
    return y;
  }

  static Row concat_pooled_back(const Node& node, const Row& x, const Row& dy) {
    const auto middle = dy.begin() + node.input[2];
    return added(maxima_back(node, x, {dy.begin(), middle}),
                 means_back(node, x, {middle, dy.end()}));
  }

  Row convolve(const Node& node, const Row& x) const {
    const std::vector<double>& kernel = parameters_[node.parameters[0]];
    std::vector<Sum> y(element_count(node.output));
    if (node.layer.bias) {
      const std::vector<double>& bias = parameters_[node.parameters[1]];
      for (std::size_t i = 0; i < y.size(); ++i) y[i].add({bias[i % bias.size()]}, one);
    }
    for_each_product(node, [&](std::int64_t out, std::int64_t in, std::int64_t k) {
      y[out].add(x[in], {kernel[k]});
    });
    return results(y);
  }

  Row convolve_back(const Node& node, const Row& x, const Row& dy) {
    const std::vector<double>& kernel = parameters_[node.parameters[0]];
    std::vector<Sum>& kernel_gradient = gradients_[node.parameters[0]];
    if (node.layer.bias) {
      std::vector<Sum>& bias_gradient = gradients_[node.parameters[1]];
      for (std::size_t i = 0; i < dy.size(); ++i) {
        bias_gradient[i % bias_gradient.size()].add(dy[i], one);
      }
    }
    std::vector<Sum> dx(x.size());
    for_each_product(node, [&](std::int64_t out, std::int64_t in, std::int64_t k) {
      dx[in].add(dy[out], {kernel[k]});
      kernel_gradient[k].add(x[in], dy[out]);
    });
    return results(dx);
  }

  static Row activate(const Node& node, const Row& x) {
    if (node.layer.function == model::Activation::relu) return positive(x, x);
    const bool is_tanh = node.layer.function == model::Activation::tanh;
    Row y;
    for (const Rounded& value : x) {
      const double result = is_tanh ? std::tanh(value.value) : 1.0 / (1.0 + std::exp(-value.value));
      const double slope = is_tanh ? 1.0 - result * result : result * (1.0 - result);
      constexpr double function = 4.0 * 4.0;  // units in the last place, squared
      y.push_back({result, slope * slope * value.variance + function * result * result});
    }
    return y;
  }

  static Row activate_back(const Node& node, const Row& x, const Row& y, const Row& dy) {
    if (node.layer.function == model::Activation::relu) return positive(x, dy);
    const bool is_tanh = node.layer.function == model::Activation::tanh;
    Row dx;
    for (std::size_t i = 0; i < dy.size(); ++i) {
      const double value = y[i].value;
      const double slope = is_tanh ? 1.0 - value * value : value * (1.0 - value);
      const double bend = is_tanh ? -2.0 * value : 1.0 - 2.0 * value;
      const double slope_variance =
          bend * bend * y[i].variance + value * value + 2.0 * slope * slope;
      dx.push_back(rounded(dy[i].value * slope, slope * slope * dy[i].variance +
                                                    dy[i].value * dy[i].value * slope_variance));
    }
    return dx;
  }

  // `values` where `x` is positive.
  static Row positive(const Row& x, const Row& values) {
    Row y = values;
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (x[i].value <= 0.0) y[i] = {};
    }
    return y;
  }

  Row dropped(std::size_t number, Row values, std::size_t row) const {
    if (!settings_.train) return values;
    const model::DropoutKey key{settings_.seed, settings_.epoch,
                                static_cast<std::uint32_t>(number)};
    const auto rule = model::DropoutRule::of(graph_.nodes[number].layer.rate);
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      const double scale = model::dropout_scale(key, rule, batch_.examples[row], i);
      values[i] = rounded(values[i].value * scale, values[i].variance * scale * scale);
    }
    return values;
  }

  const model::Graph& graph_;
  const std::vector<std::vector<double>>& parameters_;
  const ReferenceBatch& batch_;
  const ReferenceSettings& settings_;
  std::vector<Row> inputs_;
  std::map<std::size_t, ReferenceNorm> norms_;
  std::vector<std::vector<Sum>> gradients_;        // of parameters
  std::vector<std::vector<Row>> value_gradients_;  // of each layer's output, so far
  ReferenceResult result_;
};

}  // namespace

ReferenceResult run_reference(const model::Graph& graph,
                              const std::vector<std::vector<double>>& parameters,
                              const ReferenceBatch& batch, const ReferenceSettings& settings) {
  return ReferencePass(graph, parameters, batch, settings).run();
}

}  // namespace timbre::test
