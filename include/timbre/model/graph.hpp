#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "timbre/core/tensor.hpp"
#include "timbre/features/plan.hpp"
#include "timbre/model/loss.hpp"
#include "timbre/model/options.hpp"

namespace timbre::model {

/// A parameter that a layer needs.
struct ParameterSpec {
  std::string name = {};   ///< "conv2d_1/kernel", "dense_1/bias", "batch_norm_1/gamma"
  std::string group = {};  ///< the layer's name; freezing works on groups
  Shape shape = {};  ///< conv2d kernel [height, width, in, out]; dense kernel [in, out]; bias [out]
  Initialiser initialiser = {};
  std::int64_t fan_in = 0;
  std::int64_t fan_out = 0;
  /// Follows the batches instead of a gradient: a moving mean or variance of batch norm.
  bool statistic = false;
  bool in_batch_norm = false;  ///< gamma, beta or a statistic
  /// Number of its parameter group, from 0 at the input; ModelOptions::group_starts divides them.
  int group_number = 0;
  /// Of a dense layer behind flattened pictures: their pixels, each with all its channels.
  std::int64_t flattened_pixels = 1;
};

/// Stands for the network's input among the numbers of nodes.
inline constexpr int network_input = -1;

/// A layer with its sizes settled.
struct Node {
  LayerOptions layer;
  std::string name;
  std::vector<int> inputs;  ///< numbers of earlier nodes or network_input; two of an addition
  Shape input;              ///< without the batch: [rows, columns, channels] or [units]
  Shape output;             ///< of the last layer: a probability for each class, see LossKind
  /// Indices into Graph::parameters: kernel and, if there is one, bias; of batch norm gamma, beta,
  /// moving_mean, moving_variance.
  std::vector<int> parameters;
};

/// A network whose every size is known. Each node comes after those that it takes.
struct Graph {
  Shape input;  ///< [rows, columns, channels]
  int classes = 0;
  LossKind loss = LossKind::softmax;  ///< by the last layer
  std::vector<Node> nodes;
  std::vector<ParameterSpec> parameters;
  int groups = 1;          ///< parameter groups
  WeightsOptions weights;  ///< what ParameterStore::init takes besides the initialisers

  std::int64_t parameter_count() const;
  /// Multiply-adds of one forward pass over one example.
  std::int64_t multiply_adds() const;
  /// A table of layers, output sizes and parameters, for people.
  std::string summary() const;
};

/// Settles the sizes and puts layers for each residual block. Throws RequestError that names the
/// layer when one does not fit: a picture smaller than its kernel, a dense layer on an unflattened
/// input, an addition of two shapes, a layer that nothing takes, an end that is neither a softmax
/// nor a sigmoid over `classes` values nor, for two classes, a sigmoid of one.
Graph build_graph(const ModelOptions& options, const features::ExampleShape& input, int classes);

}  // namespace timbre::model
