#include "model/reference.hpp"

#include <algorithm>
#include <cmath>

#include "timbre/model/dropout.hpp"

namespace timbre::test {
namespace {

using model::Node;

// A sum of products in the making.
struct Sum {
  double value = 0.0;
  double squares = 0.0;    // of the terms
  double inherited = 0.0;  // variance of the factors
  double terms = 0.0;

  void add(const Rounded& x, const Rounded& y) {
    const double term = x.value * y.value;
    value += term;
    squares += term * term;
    inherited += x.variance * y.value * y.value + y.variance * x.value * x.value;
    terms += 1.0;
  }
  Rounded result() const { return {value, inherited + terms * (squares + value * value)}; }
};

std::vector<Rounded> results(const std::vector<Sum>& sums) {
  std::vector<Rounded> values;
  for (const Sum& sum : sums) values.push_back(sum.result());
  return values;
}

// Positions of a convolution: calls body(output index, input index, kernel index) for every
// product, with channels last and kernels as [height, width, in, out].
template <typename Body>
void for_each_product(const Node& node, const Body& body) {
  const auto& layer = node.layer;
  const Shape& in = node.input;
  const Shape& out = node.output;
  const auto pad = [&](int side) -> std::int64_t {
    if (layer.padding == model::Padding::valid) return 0;
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
  convolution.input = {1, 1, node.input[0]};
  convolution.output = {1, 1, node.output[0]};
  return convolution;
}

// Which input each output of a max pooling takes: the first of the largest.
std::vector<std::int64_t> pooled_from(const Node& node, const Row& input) {
  const int pool = node.layer.pool;
  const Shape& in = node.input;
  std::vector<std::int64_t> from;
  for (std::int64_t r = 0; r < node.output[0]; ++r)
    for (std::int64_t c = 0; c < node.output[1]; ++c)
      for (std::int64_t k = 0; k < in[2]; ++k) {
        std::int64_t best = (r * pool * in[1] + c * pool) * in[2] + k;
        for (int i = 0; i < pool; ++i)
          for (int j = 0; j < pool; ++j) {
            const std::int64_t other = ((r * pool + i) * in[1] + c * pool + j) * in[2] + k;
            if (input[other].value > input[best].value) best = other;
          }
        from.push_back(best);
      }
  return from;
}

class Reference {
 public:
  Reference(const model::Graph& graph, const std::vector<std::vector<double>>& parameters,
            const ReferenceBatch& batch, const ReferenceSettings& settings)
      : graph_(graph), parameters_(parameters), batch_(batch), settings_(settings) {}

  ReferenceResult run() {
    for (const float weight : batch_.weights) weight_sum_ += weight;
    for (const model::ParameterSpec& spec : graph_.parameters) {
      gradients_.emplace_back(element_count(spec.shape));
    }
    result_.outputs.resize(graph_.nodes.size());
    for (std::size_t row = 0; row < batch_.inputs.size(); ++row) run_row(row);
    for (const std::vector<Sum>& sums : gradients_) result_.gradients.push_back(results(sums));
    return std::move(result_);
  }

 private:
  void run_row(std::size_t row) {
    Row input;
    for (const float value : batch_.inputs[row]) input.push_back({value, 0.0});
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      result_.outputs[i].push_back(forward(i, i == 0 ? input : result_.outputs[i - 1][row], row));
    }
    result_.probabilities.push_back(result_.outputs.back()[row]);
    Row gradient = loss_gradient(row);
    for (std::size_t i = graph_.nodes.size() - 1; i-- > 0;) {
      gradient = backward(i, i == 0 ? input : result_.outputs[i - 1][row], gradient, row);
    }
  }

  Row forward(std::size_t number, const Row& x, std::size_t row) {
    const Node& node = graph_.nodes[number];
    switch (node.layer.type) {
      case model::LayerType::conv2d:
        return convolve(node, x);
      case model::LayerType::dense:
        return convolve(as_convolution(node), x);
      case model::LayerType::flatten:
        return x;
      case model::LayerType::activation:
        return node.layer.function == model::Activation::relu ? positive(x, x) : softmax(x);
      case model::LayerType::max_pool2d: {
        Row y;
        for (const std::int64_t from : pooled_from(node, x)) y.push_back(x[from]);
        return y;
      }
      case model::LayerType::dropout:
        return dropped(number, x, row);
    }
    return {};
  }

  // The gradient by the input of a layer; adds to those of its parameters.
  Row backward(std::size_t number, const Row& x, const Row& dy, std::size_t row) {
    const Node& node = graph_.nodes[number];
    switch (node.layer.type) {
      case model::LayerType::conv2d:
        return convolve_back(node, x, dy);
      case model::LayerType::dense:
        return convolve_back(as_convolution(node), x, dy);
      case model::LayerType::flatten:
        return dy;
      case model::LayerType::activation:
        return positive(x, dy);
      case model::LayerType::max_pool2d: {
        Row dx(x.size());
        const std::vector<std::int64_t> from = pooled_from(node, x);
        for (std::size_t i = 0; i < from.size(); ++i) dx[from[i]] = dy[i];
        return dx;
      }
      case model::LayerType::dropout:
        return dropped(number, dy, row);
    }
    return {};
  }

  Row convolve(const Node& node, const Row& x) const {
    const std::vector<double>& kernel = parameters_[node.parameters[0]];
    const std::vector<double>& bias = parameters_[node.parameters[1]];
    std::vector<Sum> y(element_count(node.output));
    for (std::size_t i = 0; i < y.size(); ++i) y[i].add({bias[i % bias.size()]}, one);
    for_each_product(node, [&](std::int64_t out, std::int64_t in, std::int64_t k) {
      y[out].add(x[in], {kernel[k]});
    });
    return results(y);
  }

  Row convolve_back(const Node& node, const Row& x, const Row& dy) {
    const std::vector<double>& kernel = parameters_[node.parameters[0]];
    std::vector<Sum>& kernel_gradient = gradients_[node.parameters[0]];
    std::vector<Sum>& bias_gradient = gradients_[node.parameters[1]];
    for (std::size_t i = 0; i < dy.size(); ++i) {
      bias_gradient[i % bias_gradient.size()].add(dy[i], one);
    }
    std::vector<Sum> dx(x.size());
    for_each_product(node, [&](std::int64_t out, std::int64_t in, std::int64_t k) {
      dx[in].add(dy[out], {kernel[k]});
      kernel_gradient[k].add(x[in], dy[out]);
    });
    return results(dx);
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

  // p_k changes by at most 2 p_k times the largest change of a logit.
  static Row softmax(const Row& logits) {
    double highest = logits[0].value, variance = 0.0, sum = 0.0;
    for (const Rounded& logit : logits) {
      highest = std::max(highest, logit.value);
      variance = std::max(variance, logit.variance);
    }
    for (const Rounded& logit : logits) sum += std::exp(logit.value - highest);
    Row y;
    for (const Rounded& logit : logits) {
      const double probability = std::exp(logit.value - highest) / sum;
      y.push_back(rounded(probability, 4.0 * probability * probability * variance));
    }
    return y;
  }

  // By the logits; adds to the loss.
  Row loss_gradient(std::size_t row) {
    const Row& probabilities = result_.probabilities[row];
    const std::int32_t target = batch_.targets[row];
    const double share = batch_.weights[row] / weight_sum_;
    const double clip = settings_.loss_clip;
    const double clipped = std::clamp(probabilities[target].value, clip, 1.0 - clip);
    result_.loss += share * -std::log(clipped);
    Row gradient(probabilities.size());
    if (clipped != probabilities[target].value) return gradient;
    for (std::size_t k = 0; k < gradient.size(); ++k) {
      const double wanted = static_cast<std::int32_t>(k) == target ? 1.0 : 0.0;
      gradient[k] = rounded(share * (probabilities[k].value - wanted),
                            share * share * probabilities[k].variance);
    }
    return gradient;
  }

  static constexpr Rounded one{1.0, 0.0};

  // A value that is rounded once more.
  static Rounded rounded(double value, double variance) {
    return {value, variance + value * value};
  }

  const model::Graph& graph_;
  const std::vector<std::vector<double>>& parameters_;
  const ReferenceBatch& batch_;
  const ReferenceSettings& settings_;
  double weight_sum_ = 0.0;
  std::vector<std::vector<Sum>> gradients_;
  ReferenceResult result_;
};

}  // namespace

ReferenceResult run_reference(const model::Graph& graph,
                              const std::vector<std::vector<double>>& parameters,
                              const ReferenceBatch& batch, const ReferenceSettings& settings) {
  return Reference(graph, parameters, batch, settings).run();
}

}  // namespace timbre::test
