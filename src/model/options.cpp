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

void describe_batch_norm(config::Fields& fields, LayerOptions& options) {
  fields.number("momentum", options.momentum, {0.0, 1.0}, "",
                "how slowly the running statistics follow the batches");
  fields.choice("momentum_rule", options.momentum_rule,
                {{"keras", MomentumRule::keras}, {"torch", MomentumRule::torch}},
                "keras: momentum is the share of the old that is kept; torch: that of the new");
  fields.number("epsilon", options.epsilon, {1e-12, 1.0}, "", "added to the variance");
}

}  // namespace

void describe(config::Fields& fields, LayerOptions& options) {
  const auto is = [&](LayerType type) { return options.type == type; };
  fields.choice("type", options.type,
                {{"conv2d", LayerType::conv2d},
                 {"dense", LayerType::dense},
                 {"activation", LayerType::activation},
                 {"batch_norm", LayerType::batch_norm},
                 {"max_pool2d", LayerType::max_pool2d},
                 {"average_pool2d", LayerType::average_pool2d},
                 {"global_max_pool2d", LayerType::global_max_pool2d},
                 {"global_average_pool2d", LayerType::global_average_pool2d},
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
                  {{"relu", Activation::relu},
                   {"tanh", Activation::tanh},
                   {"sigmoid", Activation::sigmoid},
                   {"softmax", Activation::softmax}},
                  "applied to every value; softmax over the classes, at the end only; the end is "
                  "softmax or sigmoid");
  });
  fields.when(is(LayerType::batch_norm), "type is batch_norm",
              [&] { describe_batch_norm(fields, options); });
  const bool pools = is(LayerType::max_pool2d) || is(LayerType::average_pool2d);
  fields.when(pools, "type is max_pool2d or average_pool2d", [&] {
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
  fields.choice("sigmoid_loss", options.sigmoid_loss,
                {{"shares", SigmoidLoss::shares}, {"logits", SigmoidLoss::logits}},
                "where several sigmoids end the network, the cross-entropy is that of their shares "
                "in their sum (TensorFlow 2.0), or of the softmax of their logits (tf_keras 2.21)");
}

void describe(config::Fields& fields, OptimiserOptions& options) {
  fields.choice(
      "kind", options.kind,
      {{"adam", OptimiserKind::adam}, {"adamw", OptimiserKind::adamw}, {"sgd", OptimiserKind::sgd}},
      "rule of the update");
  fields.number("learning_rate", options.learning_rate, {0.0, 100.0}, "", "size of a step");
  fields.number("decay", options.decay, {0.0, 100.0}, "",
                "update t uses learning_rate / (1 + decay (t - 1))");
  const bool is_sgd = options.kind == OptimiserKind::sgd;
  fields.when(is_sgd, "kind is sgd", [&] {
    fields.number("momentum", options.momentum, {0.0, 0.999999}, "",
                  "share of the last step that goes on");
    fields.boolean("nesterov", options.nesterov, "take the gradient's step ahead of the momentum");
  });
  fields.when(options.kind == OptimiserKind::adamw, "kind is adamw", [&] {
    fields.number("weight_decay", options.weight_decay, {0.0, 10.0}, "",
                  "share of a parameter, times the learning rate, lost in each update");
    fields.added(options.weight_decay_on == WeightDecayOn::all, [&] {
      fields.choice("weight_decay_on", options.weight_decay_on,
                    {{"all", WeightDecayOn::all}, {"kernels", WeightDecayOn::kernels}},
                    "which parameters it takes from; kernels: not from biases and batch norms");
    });
  });
  fields.when(!is_sgd, "kind is adam or adamw", [&] {
    fields.number("beta1", options.beta1, {0.0, 0.999999}, "", "decay of the mean gradient");
    fields.number("beta2", options.beta2, {0.0, 0.999999}, "", "decay of the mean square");
    fields.number("epsilon", options.epsilon, {0.0, 1.0}, "", "keeps the divisor from zero");
  });
}

}  // namespace timbre::model
