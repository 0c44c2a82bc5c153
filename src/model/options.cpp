#include "timbre/model/options.hpp"

namespace timbre::model {

void describe(config::Fields& fields, Initialiser& options) {
  fields.choice("kind", options.kind,
                {{"glorot_uniform", InitialiserKind::glorot_uniform},
                 {"normal", InitialiserKind::normal},
                 {"zeros", InitialiserKind::zeros}},
                "distribution that values are drawn from");
  fields.when(options.kind == InitialiserKind::normal, "kind is normal", [&] {
    fields.number("scale", options.scale, {0.0, 100.0}, "", "standard deviation");
  });
}

namespace {

void describe_conv2d(config::Fields& fields, LayerOptions& options) {
  fields.integer("filters", options.filters, {1, 65536}, "channels", "output channels");
  fields.integer("kernel", options.kernel, {1, 255}, "pixels", "height and width of the kernel");
  fields.integer("stride", options.stride, {1, 255}, "pixels", "step of the kernel");
  fields.choice("padding", options.padding, {{"valid", Padding::valid}, {"same", Padding::same}},
                "valid: none; same: output size = ceil(input size / stride)");
}

}  // namespace

void describe(config::Fields& fields, LayerOptions& options) {
  const auto is = [&](LayerType type) { return options.type == type; };
  fields.choice("type", options.type,
                {{"conv2d", LayerType::conv2d},
                 {"dense", LayerType::dense},
                 {"activation", LayerType::activation},
                 {"max_pool2d", LayerType::max_pool2d},
                 {"dropout", LayerType::dropout},
                 {"flatten", LayerType::flatten}},
                "what the layer computes");
  fields.text("name", options.name, "empty: the type and a number");
  fields.when(is(LayerType::conv2d), "type is conv2d", [&] { describe_conv2d(fields, options); });
  fields.when(is(LayerType::dense), "type is dense", [&] {
    fields.integer("units", options.units, {0, 1048576}, "outputs",
                   "outputs; 0 means the number of classes");
  });
  fields.when(is(LayerType::conv2d) || is(LayerType::dense), "type is conv2d or dense", [&] {
    fields.section("initialiser", options.initialiser, "of the kernel; biases start at 0");
  });
  fields.when(is(LayerType::activation), "type is activation", [&] {
    fields.choice("function", options.function,
                  {{"relu", Activation::relu}, {"softmax", Activation::softmax}},
                  "applied to every value; softmax over the classes, at the end only");
  });
  fields.when(is(LayerType::max_pool2d), "type is max_pool2d", [&] {
    fields.integer("pool", options.pool, {1, 15}, "pixels",
                   "height, width and stride of the window; a rest is cut off");
  });
  fields.when(is(LayerType::dropout), "type is dropout", [&] {
    fields.number("rate", options.rate, {0.0, 0.99}, "", "share of values set to zero");
  });
}

void describe(config::Fields& fields, ModelOptions& options) {
  fields.text("name", options.name, "of the network, for reports");
  fields.list("layers", options.layers, "layers from input to output");
}

void describe(config::Fields& fields, OptimiserOptions& options) {
  fields.choice("kind", options.kind, {{"adam", OptimiserKind::adam}}, "rule of the update");
  fields.number("learning_rate", options.learning_rate, {0.0, 100.0}, "", "size of a step");
  fields.when(options.kind == OptimiserKind::adam, "kind is adam", [&] {
    fields.number("beta1", options.beta1, {0.0, 0.999999}, "", "decay of the mean gradient");
    fields.number("beta2", options.beta2, {0.0, 0.999999}, "", "decay of the mean square");
    fields.number("epsilon", options.epsilon, {0.0, 1.0}, "", "keeps the divisor from zero");
  });
}

}  // namespace timbre::model
