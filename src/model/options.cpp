#include "timbre/model/options.hpp"

namespace timbre::model {

void describe(config::Fields& fields, Initialiser& options) {
  fields.choice("kind", options.kind,
                {{"glorot_uniform", InitialiserKind::glorot_uniform},
                 {"normal", InitialiserKind::normal},
                 {"zeros", InitialiserKind::zeros},
                 {"kaiming_normal", InitialiserKind::kaiming_normal}},
                "distribution that values are drawn from");
  fields.when(options.kind == InitialiserKind::normal, "kind is normal", [&] {
    fields.number("scale", options.scale, {0.0, 100.0}, "", "standard deviation");
  });
  fields.when(options.kind == InitialiserKind::kaiming_normal, "kind is kaiming_normal", [&] {
    fields.choice("fan", options.fan, {{"in", Fan::in}, {"out", Fan::out}},
                  "the deviation is sqrt(2 / connections into an output, or out of an input)");
  });
}

namespace {

void describe_conv2d(config::Fields& fields, LayerOptions& options) {
  const bool convolves = options.type == LayerType::conv2d;
  const bool either = convolves || options.type == LayerType::residual;
  fields.when(either, "type is conv2d or residual", [&] {
    fields.integer("filters", options.filters, {1, 65536}, "channels", "output channels");
  });
  fields.when(convolves, "type is conv2d", [&] {
    fields.integer("kernel", options.kernel, {1, 255}, "pixels", "height and width of the kernel");
  });
  fields.when(either, "type is conv2d or residual", [&] {
    fields.integer("stride", options.stride, {1, 255}, "pixels",
                   "step of the kernel, of a residual block's first one");
  });
  fields.when(convolves, "type is conv2d", [&] {
    fields.choice("padding", options.padding, {{"valid", Padding::valid}, {"same", Padding::same}},
                  "valid: none; same: output size = ceil(input size / stride)");
  });
  fields.when(convolves && options.padding == Padding::valid, "type is conv2d and padding is valid",
              [&] {
                fields.added(options.pad == 0, [&] {
                  fields.integer("pad", options.pad, {0, 255}, "pixels",
                                 "zeros on each side, as in PyTorch");
                });
              });
}

void describe_batch_norm(config::Fields& fields, LayerOptions& options) {
  fields.number("momentum", options.momentum, {0.0, 1.0}, "",
                "how slowly the running statistics follow the batches");
  fields.choice("momentum_rule", options.momentum_rule,
                {{"keras", MomentumRule::keras}, {"torch", MomentumRule::torch}},
                "keras: momentum is the share of the old that is kept; torch: that of the new");
  fields.number("epsilon", options.epsilon, {1e-12, 1.0}, "", "added to the variance");
}

void describe_pool(config::Fields& fields, LayerOptions& options) {
  const bool takes_maxima = options.type == LayerType::max_pool2d;
  fields.when(takes_maxima || options.type == LayerType::average_pool2d,
              "type is max_pool2d or average_pool2d", [&] {
                fields.integer("pool", options.pool, {1, 15}, "pixels",
                               "height and width of the window; a rest is cut off");
              });
  fields.when(takes_maxima, "type is max_pool2d", [&] {
    fields.added(options.pool_stride == 0 && options.pad == 0, [&] {
      fields.integer("pool_stride", options.pool_stride, {0, 15}, "pixels",
                     "step of the window; 0: its height and width");
      fields.integer("pad", options.pad, {0, 7}, "pixels",
                     "beyond each side, where nothing is the largest");
    });
  });
}

void describe_wiring(config::Fields& fields, LayerOptions& options) {
  fields.added(options.input.empty(), [&] {
    fields.text("input", options.input,
                "the earlier layer whose output it takes; empty: the one before; input: the "
                "network's own input");
  });
  fields.when(options.type == LayerType::add, "type is add", [&] {
    fields.text("with", options.with, "the earlier layer whose output is added");
  });
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
                 {"global_concat_pool2d", LayerType::global_concat_pool2d},
                 {"dropout", LayerType::dropout},
                 {"flatten", LayerType::flatten},
                 {"add", LayerType::add},
                 {"residual", LayerType::residual}},
                "what the layer computes; global_concat_pool2d: maxima, then means; residual: the "
                "basic block of a ResNet, several layers named as torchvision's");
  fields.text("name", options.name, "empty: the type and a number");
  describe_wiring(fields, options);
  describe_conv2d(fields, options);
  fields.when(is(LayerType::dense), "type is dense", [&] {
    fields.integer("units", options.units, {0, 1048576}, "outputs",
                   "outputs; 0 means the number of classes");
  });
  const bool has_kernel = is(LayerType::conv2d) || is(LayerType::dense);
  fields.when(has_kernel, "type is conv2d or dense", [&] {
    fields.added(options.bias, [&] {
      fields.boolean("bias", options.bias, "whether each output has a number added to it");
    });
  });
  fields.when(has_kernel || is(LayerType::residual), "type is conv2d, dense or residual", [&] {
    fields.section("initialiser", options.initialiser, "of the kernels; biases start at 0");
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
  fields.when(is(LayerType::batch_norm) || is(LayerType::residual),
              "type is batch_norm or residual", [&] { describe_batch_norm(fields, options); });
  describe_pool(fields, options);
  fields.when(is(LayerType::dropout), "type is dropout", [&] {
    fields.number("rate", options.rate, {0.0, 0.99}, "", "share of values set to zero");
  });
}

void describe(config::Fields& fields, WeightsOptions& options) {
  fields.text("file", options.file,
              "safetensors or PyTorch's .pth, with torch's names of parameters, or Keras 2's .h5, "
              "whose layers are taken in their order; empty: none");
  fields.text("run", options.run, "folder of a run, or a model.h5 in it; empty: none");
  if (!options.file.empty() && !options.run.empty()) {
    fields.problem("run", "weights come from a file or from a run, not from both");
  }
  fields.choice("part", options.part, {{"body", WeightsPart::body}, {"all", WeightsPart::all}},
                "what must be in them: all parameter groups but the last, or all");
}

void describe(config::Fields& fields, ModelOptions& options) {
  fields.text("name", options.name, "of the network, for reports");
  fields.list("layers", options.layers, "layers from input to output");
  fields.choice("sigmoid_loss", options.sigmoid_loss,
                {{"shares", SigmoidLoss::shares}, {"logits", SigmoidLoss::logits}},
                "where several sigmoids end the network, the cross-entropy is that of their shares "
                "in their sum (TensorFlow 2.0), or of the softmax of their logits (tf_keras 2.21)");
  fields.added(options.group_starts.empty(), [&] {
    fields.texts("group_starts", options.group_starts,
                 "layers at which a new parameter group begins; the first begins at the input");
  });
  fields.added(options.weights == WeightsOptions{}, [&] {
    fields.section("weights", options.weights,
                   "what parameters start from instead of random values");
  });
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
