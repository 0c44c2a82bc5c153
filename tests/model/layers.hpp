#pragma once

#include <string>
#include <vector>

#include "timbre/model/options.hpp"

/// Layers in one word each, for tests and benchmarks.
namespace timbre::test {

inline model::LayerOptions conv(int filters, int kernel = 1, int stride = 1,
                                model::Padding padding = model::Padding::valid) {
  model::LayerOptions layer{.type = model::LayerType::conv2d};
  layer.filters = filters;
  layer.kernel = kernel;
  layer.stride = stride;
  layer.padding = padding;
  return layer;
}

/// A convolution as ResNets have it: zeros on each side, no bias.
inline model::LayerOptions bare_conv(int filters, int kernel, int stride, int pad) {
  model::LayerOptions layer = conv(filters, kernel, stride);
  layer.pad = pad;
  layer.bias = false;
  return layer;
}

inline model::LayerOptions dense(int units) {
  model::LayerOptions layer{.type = model::LayerType::dense};
  layer.units = units;
  return layer;
}

inline model::LayerOptions relu() {
  return {.type = model::LayerType::activation};
}

inline model::LayerOptions activation(model::Activation function) {
  model::LayerOptions layer{.type = model::LayerType::activation};
  layer.function = function;
  return layer;
}

inline model::LayerOptions tanh_() {
  return activation(model::Activation::tanh);
}

inline model::LayerOptions softmax() {
  return activation(model::Activation::softmax);
}

inline model::LayerOptions sigmoid() {
  return activation(model::Activation::sigmoid);
}

inline model::LayerOptions batch_norm() {
  return {.type = model::LayerType::batch_norm};
}

inline model::LayerOptions average_pool(int size) {
  model::LayerOptions layer{.type = model::LayerType::average_pool2d};
  layer.pool = size;
  return layer;
}

inline model::LayerOptions global_average() {
  return {.type = model::LayerType::global_average_pool2d};
}

inline model::LayerOptions global_maximum() {
  return {.type = model::LayerType::global_max_pool2d};
}

inline model::LayerOptions pool(int size) {
  model::LayerOptions layer{.type = model::LayerType::max_pool2d};
  layer.pool = size;
  return layer;
}

/// Windows that overlap or go beyond the picture.
inline model::LayerOptions window_pool(int size, int stride, int pad) {
  model::LayerOptions layer = pool(size);
  layer.pool_stride = stride;
  layer.pad = pad;
  return layer;
}

inline model::LayerOptions global_concat() {
  return {.type = model::LayerType::global_concat_pool2d};
}

inline model::LayerOptions residual(int filters, int stride = 1) {
  model::LayerOptions layer{.type = model::LayerType::residual};
  layer.filters = filters;
  layer.stride = stride;
  return layer;
}

inline model::LayerOptions add(const std::string& with) {
  model::LayerOptions layer{.type = model::LayerType::add};
  layer.with = with;
  return layer;
}

/// A layer under a name of its own, and one that takes another layer than the one before it.
inline model::LayerOptions named(const std::string& name, model::LayerOptions layer) {
  layer.name = name;
  return layer;
}
inline model::LayerOptions from(const std::string& input, model::LayerOptions layer) {
  layer.input = input;
  return layer;
}

inline model::LayerOptions drop(double rate) {
  model::LayerOptions layer{.type = model::LayerType::dropout};
  layer.rate = rate;
  return layer;
}

inline model::LayerOptions flatten() {
  return {.type = model::LayerType::flatten};
}

/// The network of document 001; `rate` of all its dropouts.
inline std::vector<model::LayerOptions> document_001(double rate = 0.5) {
  return {conv(48), conv(48),   relu(),    pool(2),    drop(rate), conv(96),   conv(96), relu(),
          pool(2),  drop(rate), flatten(), dense(256), relu(),     drop(rate), dense(0), softmax()};
}

}  // namespace timbre::test
