#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "timbre/config/fields.hpp"

namespace timbre::model {

enum class LayerType {
  conv2d,
  dense,
  activation,
  batch_norm,
  max_pool2d,
  average_pool2d,
  global_max_pool2d,
  global_average_pool2d,
  dropout,
  flatten,
};
enum class Activation { relu, tanh, sigmoid, softmax };
enum class Padding {
  valid,  ///< no padding
  same,   ///< output size = ceil(input size / stride), as Keras and TensorFlow pad
};
enum class InitialiserKind {
  glorot_uniform,  ///< uniform in +-sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010)
  normal,          ///< mean 0, deviation `scale`
  zeros,
  ones,  ///< of batch norm's own parameters; no key offers it
};

/// Which way round a batch norm's `momentum` is meant.
enum class MomentumRule {
  keras,  ///< share of the old running statistics that is kept
  torch,  ///< share of the new batch
};

struct Initialiser {
  InitialiserKind kind = InitialiserKind::glorot_uniform;
  double scale = 0.05;  ///< standard deviation of `normal`
  bool operator==(const Initialiser&) const = default;
};

/// One layer of a sequential network. Only the keys of its type are read; `describe` says which.
struct LayerOptions {
  LayerType type = LayerType::conv2d;
  std::string name = {};             ///< empty: the type and a number
  int filters = 1;                   ///< conv2d: output channels
  int units = 1;                     ///< dense: outputs; 0 means the number of classes
  int kernel = 1;                    ///< conv2d: height and width
  int stride = 1;                    ///< conv2d
  Padding padding = Padding::valid;  ///< conv2d
  /// max_pool2d, average_pool2d: height, width and stride; the rest is cut off.
  int pool = 2;
  double momentum = 0.99;                            ///< batch_norm
  MomentumRule momentum_rule = MomentumRule::keras;  ///< batch_norm
  double epsilon = 1e-3;                             ///< batch_norm: added to the variance
  double rate = 0.5;                                 ///< dropout: share of values set to zero
  Activation function = Activation::relu;            ///< activation
  Initialiser initialiser = {};  ///< conv2d, dense: of the kernel; biases start at 0
  bool operator==(const LayerOptions&) const = default;

  /// Of batch_norm: running += share (batch - running).
  double statistics_share() const {
    return momentum_rule == MomentumRule::keras ? 1.0 - momentum : momentum;
  }
};

/// The categorical cross-entropy of a network that ends with a sigmoid for each of several classes.
enum class SigmoidLoss {
  shares,  ///< of the sigmoids divided by their sum, as Keras documents it and TensorFlow 2.0 does
  logits,  ///< of the softmax of what the sigmoids take, as tf_keras 2.21 does
};

/// The `model:` part of an experiment.
struct ModelOptions {
  std::string name;
  std::vector<LayerOptions> layers;
  SigmoidLoss sigmoid_loss = SigmoidLoss::shares;
  bool operator==(const ModelOptions&) const = default;
};
void describe(config::Fields& fields, Initialiser& options);
void describe(config::Fields& fields, LayerOptions& options);
void describe(config::Fields& fields, ModelOptions& options);

enum class OptimiserKind {
  /// Kingma and Ba (2015) in Keras's form: rate_t = learning_rate sqrt(1 - beta2^t) / (1 -
  /// beta1^t);
  /// p -= rate_t m / (sqrt(v) + epsilon).
  adam,
  /// Loshchilov and Hutter (2019) in PyTorch's form: p *= 1 - learning_rate weight_decay; then
  /// p -= learning_rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
  adamw,
  /// Keras's form: v = momentum v - learning_rate g; p += v, with Nesterov's look ahead
  /// p += momentum v - learning_rate g.
  sgd,
};

/// Which parameters lose weight by weight_decay.
enum class WeightDecayOn {
  all,      ///< as in PyTorch, and in fastai with its bn_wd
  kernels,  ///< not biases and batch norms
};

struct OptimiserOptions {
  OptimiserKind kind = OptimiserKind::adam;
  double learning_rate = 1e-3;
  /// Keras's decay over updates: update t uses learning_rate / (1 + decay (t - 1)).
  double decay = 0.0;
  double momentum = 0.0;                               ///< sgd
  bool nesterov = false;                               ///< sgd
  double weight_decay = 0.01;                          ///< adamw
  WeightDecayOn weight_decay_on = WeightDecayOn::all;  ///< adamw
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  bool operator==(const OptimiserOptions&) const = default;
};
void describe(config::Fields& fields, OptimiserOptions& options);

}  // namespace timbre::model
