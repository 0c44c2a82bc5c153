#include "model/residual.hpp"

namespace timbre::model {
namespace {

class BlockLayers {
 public:
  explicit BlockLayers(const LayerOptions& options) : options_(options) {}

  void convolution(const std::string& name, int kernel, int stride, const std::string& input = "") {
    LayerOptions layer{.type = LayerType::conv2d, .name = own(name), .input = input};
    layer.filters = options_.filters;
    layer.kernel = kernel;
    layer.stride = stride;
    layer.pad = kernel / 2;
    layer.bias = false;
    layer.initialiser = options_.initialiser;
    layers_.push_back(layer);
  }

  void batch_norm(const std::string& name) {
    LayerOptions layer{.type = LayerType::batch_norm, .name = own(name)};
    layer.momentum = options_.momentum;
    layer.momentum_rule = options_.momentum_rule;
    layer.epsilon = options_.epsilon;
    layers_.push_back(layer);
  }

  void relu(const std::string& name) {
    layers_.push_back({.type = LayerType::activation, .name = name});
  }

  void add(const std::string& input, const std::string& with) {
    layers_.push_back({.type = LayerType::add, .name = own("add"), .input = input, .with = with});
  }

  std::string own(const std::string& name) const { return options_.name + "." + name; }
  const std::vector<LayerOptions>& layers() const { return layers_; }

 private:
  const LayerOptions& options_;
  std::vector<LayerOptions> layers_;
};

}  // namespace

std::vector<LayerOptions> residual_layers(const LayerOptions& options, const std::string& source,
                                          const Shape& input) {
  BlockLayers block(options);
  block.convolution("conv1", 3, options.stride, source);
  block.batch_norm("bn1");
  block.relu(block.own("relu1"));
  block.convolution("conv2", 3, 1);
  block.batch_norm("bn2");
  const bool changes_shape = options.stride != 1 || input.back() != options.filters;
  if (changes_shape) {
    block.convolution("downsample.0", 1, options.stride, source);
    block.batch_norm("downsample.1");
  }
  block.add(block.own("bn2"), changes_shape ? block.own("downsample.1") : source);
  block.relu(options.name);
  return block.layers();
}

}  // namespace timbre::model
