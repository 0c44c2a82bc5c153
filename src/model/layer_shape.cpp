#include "model/layer_shape.hpp"

#include <algorithm>

#include "timbre/core/error.hpp"
#include "timbre/model/convolution.hpp"

namespace timbre::model {
namespace {

class Sizes {
 public:
  Sizes(const Node& node, int classes, const std::string& at)
      : layer_(node.layer), input_(node.input), classes_(classes), at_(at) {}

  Shape output() const {
    switch (layer_.type) {
      case LayerType::conv2d:
        return convolved();
      case LayerType::dense:
        return multiplied();
      case LayerType::batch_norm:
        return normalised();
      case LayerType::max_pool2d:
      case LayerType::average_pool2d:
        return pooled();
      case LayerType::global_max_pool2d:
      case LayerType::global_average_pool2d:
        require_picture();
        return {input_[2]};
      case LayerType::global_concat_pool2d:
        require_picture();
        return {2 * input_[2]};
      case LayerType::flatten:
        return {element_count(input_)};
      case LayerType::dropout:
        if (layer_.rate < 0.0 || layer_.rate >= 1.0) {
          refuse("the rate " + std::to_string(layer_.rate) + " is not in [0, 1)");
        }
        return input_;
      case LayerType::activation:
      case LayerType::add:
        return input_;
      case LayerType::residual:
        break;
    }
    refuse("unknown type");
  }

 private:
  [[noreturn]] void refuse(const std::string& reason) const { refuse_layer(at_, reason); }

  Shape convolved() const {
    require_picture();
    require_positive(layer_.filters, "filters");
    require_positive(layer_.kernel, "kernel");
    require_positive(layer_.stride, "stride");
    return {convolved(input_[0]), convolved(input_[1]), layer_.filters};
  }

  std::int64_t convolved(std::int64_t size) const {
    const std::int64_t output =
        convolved_side(size, layer_.kernel, layer_.stride, layer_.padding, layer_.pad).output;
    if (output < 1) {
      refuse("a kernel of " + std::to_string(layer_.kernel) + " does not fit into a side of " +
             std::to_string(size) + "; use 'padding: same' or a smaller kernel");
    }
    return output;
  }

  Shape multiplied() const {
    if (input_.size() != 1) {
      refuse("the input is " + to_string(input_) + "; put a flatten layer before it");
    }
    const std::int64_t units = layer_.units == 0 ? classes_ : layer_.units;
    require_positive(units, "units");
    return {units};
  }

  Shape normalised() const {
    if (layer_.momentum < 0.0 || layer_.momentum > 1.0) {
      refuse("the momentum " + std::to_string(layer_.momentum) + " is not in [0, 1]");
    }
    if (!(layer_.epsilon > 0.0)) refuse("epsilon is not above 0");
    return input_;
  }

  Shape pooled() const {
    require_picture();
    const std::int64_t pool = layer_.pool;
    if (pool < 1 || pool > 15) refuse("pool is " + std::to_string(pool) + ", not in [1, 15]");
    if (layer_.pad < 0 || 2 * layer_.pad > pool) {
      refuse("pad is " + std::to_string(layer_.pad) + ", more than half of the window of " +
             std::to_string(pool) + ", which could lie beside the picture");
    }
    const auto side = [&](std::int64_t size) {
      return convolved_side(size, pool, layer_.window_stride(), Padding::valid, layer_.pad).output;
    };
    const Shape output = {side(input_[0]), side(input_[1]), input_[2]};
    if (std::min(output[0], output[1]) < 1) {
      refuse("a window of " + std::to_string(pool) + " does not fit into the input of " +
             to_string(input_));
    }
    return output;
  }

  void require_picture() const {
    if (input_.size() != 3) {
      refuse("the input is flat (" + to_string(input_) + "), not rows x columns x channels");
    }
  }

  void require_positive(std::int64_t value, const char* key) const {
    if (value < 1) refuse(key + (" is " + std::to_string(value)) + ", not at least 1");
  }

  const LayerOptions& layer_;
  const Shape& input_;
  int classes_;
  const std::string& at_;
};

}  // namespace

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
    case LayerType::global_concat_pool2d:
      return "global_concat_pool2d";
    case LayerType::dropout:
      return "dropout";
    case LayerType::flatten:
      return "flatten";
    case LayerType::add:
      return "add";
    case LayerType::residual:
      return "residual";
  }
  return "layer";
}

void refuse_layer(const std::string& at, const std::string& reason) {
  throw RequestError("model: " + at + ": " + reason);
}

Shape output_shape(const Node& node, int classes, const std::string& at) {
  return Sizes(node, classes, at).output();
}

}  // namespace timbre::model
