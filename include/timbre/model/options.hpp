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
  global_concat_pool2d,  ///< maximum and mean of each channel: all maxima, then all means
  dropout,
  flatten,
  add,       ///< the sum of two layers of one shape
  residual,  ///< two 3x3 convolutions around which the input goes; stands for several layers
};
enum class Activation { relu, tanh, sigmoid, softmax };
enum class Padding {
  valid,  ///< no padding but `pad`
  same,   ///< output size = ceil(input size / stride), as Keras and TensorFlow pad
};
enum class InitialiserKind {
  glorot_uniform,  ///< uniform in +-sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010)
  normal,          ///< mean 0, deviation `scale`
  zeros,
  ones,            ///< of batch norm's own parameters; no key offers it
  kaiming_normal,  ///< mean 0, deviation sqrt(2 / fan) (He et al., 2015)
};
/// Which connections kaiming_normal counts.
enum class Fan {
  in,   ///< into an output: kernel area times input channels
  out,  ///< out of an input: kernel area times output channels
};

/// Which way round a batch norm's `momentum` is meant.
enum class MomentumRule {
  keras,  ///< share of the old running statistics that is kept
  torch,  ///< share of the new batch
};

struct Initialiser {
  InitialiserKind kind = InitialiserKind::glorot_uniform;
  double scale = 0.05;  ///< standard deviation of `normal`
  Fan fan = Fan::in;    ///< of `kaiming_normal`
  bool operator==(const Initialiser&) const = default;
};

/// One layer of a network. Only the keys of its type are read; `describe` says which.
///
/// A layer takes the output of the one before it, or of the earlier one that `input` names;
/// "input" is the network's own. So layers form a graph: a branch begins with `input`, and `add`
/// joins two.
///
/// `residual` stands for the layers of a basic block (He et al., 2016), named as torchvision names
/// them behind the block's own name: conv1, bn1, relu1, conv2, bn2, where the block changes the
/// shape downsample.0 (1x1 convolution) and downsample.1 (batch norm), then add, and a relu that
/// has the block's own name.
struct LayerOptions {
  LayerType type = LayerType::conv2d;
  std::string name = {};             ///< empty: the type and a number
  int filters = 1;                   ///< conv2d, residual: output channels
  int units = 1;                     ///< dense: outputs; 0 means the number of classes
  int kernel = 1;                    ///< conv2d: height and width
  int stride = 1;                    ///< conv2d, residual
  Padding padding = Padding::valid;  ///< conv2d
  /// max_pool2d, average_pool2d: height and width of the window, and its stride where `pool_stride`
  /// is 0; what no window covers is cut off.
  int pool = 2;
  double momentum = 0.99;                            ///< batch_norm, residual
  MomentumRule momentum_rule = MomentumRule::keras;  ///< batch_norm, residual
  double epsilon = 1e-3;                             ///< batch_norm, residual: of the variance
  double rate = 0.5;                                 ///< dropout: share of values set to zero
  Activation function = Activation::relu;            ///< activation
  Initialiser initialiser = {};  ///< conv2d, dense, residual: of the kernel; biases start at 0
  std::string input = {};        ///< empty: the layer before
  std::string with = {};         ///< add: the other summand
  bool bias = true;              ///< conv2d, dense
  int pad = 0;          ///< conv2d with padding valid: zeros on each side; max_pool2d: pixels there
  int pool_stride = 0;  ///< max_pool2d; 0: that of the window
  bool operator==(const LayerOptions&) const = default;

  /// Of batch_norm: running += share (batch - running).
  double statistics_share() const {
    return momentum_rule == MomentumRule::keras ? 1.0 - momentum : momentum;
  }
  /// Of a pooling: from one window to the next.
  int window_stride() const { return pool_stride == 0 ? pool : pool_stride; }
  /// Whether a pooling's windows lie side by side within the picture.
  bool windows_tile() const { return window_stride() == pool && pad == 0; }
};

/// The categorical cross-entropy of a network that ends with a sigmoid for each of several classes.
enum class SigmoidLoss {
  shares,  ///< of the sigmoids divided by their sum, as Keras documents it and TensorFlow 2.0 does
  logits,  ///< of the softmax of what the sigmoids take, as tf_keras 2.21 does
};

/// Which parameters a weights file is to fill.
enum class WeightsPart {
  body,  ///< all but the last parameter group, the head, which starts from random values
  all,
};

/// Where a network's first values come from besides its initialisers: from a file or another run.
struct WeightsOptions {
  std::string file;  ///< safetensors, .pth (torch's names) or Keras's .h5; see model/weights.hpp
  std::string run;   ///< a run's folder, or a model.h5 in it
  WeightsPart part = WeightsPart::body;
  bool none() const { return file.empty() && run.empty(); }
  bool operator==(const WeightsOptions&) const = default;
};

/// The `model:` part of an experiment.
struct ModelOptions {
  std::string name;
  std::vector<LayerOptions> layers;
  SigmoidLoss sigmoid_loss = SigmoidLoss::shares;
  /// Names of layers at which a new parameter group begins; the first begins at the input.
  std::vector<std::string> group_starts = {};
  WeightsOptions weights = {};
  bool operator==(const ModelOptions&) const = default;
};
void describe(config::Fields& fields, Initialiser& options);
void describe(config::Fields& fields, LayerOptions& options);
void describe(config::Fields& fields, WeightsOptions& options);
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
