#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "model/layers.hpp"
#include "timbre/features/plan.hpp"

namespace timbre::test {

/// A small network around the operations that are meant, and the batch that it runs on.
struct OpCase {
  std::string name;
  features::ExampleShape input;  ///< rows, columns, channels
  std::vector<model::LayerOptions> layers;
  std::int64_t batch = 3;
  int classes = 4;
  model::SigmoidLoss sigmoid_loss = model::SigmoidLoss::shares;
};

/// GoogleTest's name for a case.
inline void PrintTo(const OpCase& op, std::ostream* out) {
  *out << op.name;
}

/// The cases of parity, gradients and benchmarks. Sizes are odd wherever they may be.
inline std::vector<OpCase> op_table() {
  using model::Padding;
  const auto classified = [](std::vector<model::LayerOptions> layers) {
    layers.insert(layers.end(), {flatten(), dense(0), softmax()});
    return layers;
  };
  return {
      {"document_001_small", {12, 9, 2}, document_001(), 5, 10},
      {"pointwise_single_pixel", {1, 1, 1}, classified({conv(1), relu()}), 1},
      {"pointwise_narrow_bare", {7, 5, 2}, classified({conv(5)})},
      {"pointwise_bare", {7, 5, 17}, classified({conv(3)})},
      {"pointwise_relu", {5, 7, 3}, classified({conv(17), relu()})},
      {"pointwise_relu_dropout", {5, 7, 5}, classified({conv(19), relu(), drop(0.25)})},
      {"pointwise_pool", {7, 5, 6}, classified({conv(33), pool(2)})},
      {"pointwise_all", {9, 11, 17}, classified({conv(48), relu(), pool(2), drop(0.5)})},
      {"pointwise_pool_three", {8, 11, 4}, classified({conv(18), relu(), pool(3), drop(0.1)})},
      {"pointwise_tiles", {150, 60, 5}, classified({conv(16), relu(), pool(2)}), 2},
      {"chain_folds", {7, 5, 2}, classified({conv(9), conv(9), conv(3), relu(), pool(2)})},
      {"chain_stays_apart", {5, 3, 17}, classified({conv(3), conv(17), relu()})},
      {"pointwise_twice", {5, 7, 3}, classified({conv(17), relu(), conv(6), relu(), pool(2)})},
      {"pointwise_large_kernel", {2, 3, 260}, classified({conv(260), relu()}), 2},
      {"conv3_valid", {7, 9, 3}, classified({conv(17, 3), relu(), pool(2), drop(0.3)})},
      {"conv3_same", {7, 5, 2}, classified({conv(5, 3, 1, Padding::same), relu()})},
      {"conv3_same_stride2", {9, 8, 3}, classified({conv(6, 3, 2, Padding::same), relu()})},
      {"conv3_valid_stride2", {9, 8, 1}, classified({conv(6, 3, 2), pool(2)})},
      {"conv2_same_even_kernel", {5, 7, 17}, classified({conv(3, 2, 1, Padding::same)}), 1},
      {"conv1_stride2", {5, 7, 4}, classified({conv(8, 1, 2), relu()})},
      {"conv3_twice", {9, 9, 2}, classified({conv(4, 3), relu(), conv(8, 3), relu(), pool(2)})},
      {"conv_covers_picture", {5, 5, 2}, classified({conv(7, 5), relu()})},
      {"dense_twice", {3, 5, 2}, {flatten(), dense(33), relu(), drop(0.5), dense(0), softmax()}, 7},
      {"dense_dropout_alone", {2, 2, 3}, {flatten(), dense(9), drop(0.4), dense(0), softmax()}},
      {"pool_first", {7, 5, 3}, {pool(2), flatten(), dense(0), softmax()}},
      {"pool_cuts_most", {5, 4, 1}, classified({conv(3), pool(3)})},
      {"relu_and_dropout_first", {4, 3, 3}, classified({relu(), drop(0.2), conv(5)})},
      {"no_dense", {1, 1, 3}, {conv(8), relu(), conv(4), flatten(), softmax()}},
      {"one_class", {3, 3, 2}, classified({conv(2), relu()}), 2, 1},
  };
}

/// The cases of batch norm, other activations, poolings and losses.
inline std::vector<OpCase> wider_op_table() {
  using model::Padding;
  const auto classified = [](std::vector<model::LayerOptions> layers) {
    layers.insert(layers.end(), {flatten(), dense(0), softmax()});
    return layers;
  };
  return {
      {"batch_norm_first", {5, 3, 2}, classified({batch_norm()})},
      {"batch_norm_wide", {3, 3, 5}, classified({conv(35), batch_norm(), relu(), pool(2)})},
      {"batch_norm_long", {9, 11, 3}, classified({conv(18, 3), batch_norm(), tanh_()}), 5},
      {"batch_norm_twice",
       {9, 8, 2},
       classified({conv(6, 3), batch_norm(), tanh_(), pool(2), conv(9, 2), batch_norm(), relu()}),
       4},
      {"batch_norm_flat", {3, 2, 2}, {flatten(), dense(9), batch_norm(), dense(0), softmax()}, 6},
      {"tanh", {4, 5, 3}, classified({conv(7), tanh_(), drop(0.3)})},
      {"sigmoid_inside", {4, 5, 3}, {flatten(), dense(9), sigmoid(), dense(0), softmax()}},
      {"average_pool", {7, 5, 3}, classified({conv(17, 3), average_pool(2), relu()})},
      {"average_pool_three", {8, 7, 2}, classified({conv(5), average_pool(3), tanh_()}), 2},
      {"max_pool_before_relu", {7, 5, 3}, classified({conv(6, 3), pool(2), relu()})},
      {"global_average", {5, 7, 3}, {conv(19), relu(), global_average(), dense(0), softmax()}},
      {"global_maximum", {5, 7, 3}, {conv(19), tanh_(), global_maximum(), dense(0), softmax()}},
      {"sigmoid_end", {3, 4, 2}, {flatten(), dense(8), relu(), dense(0), sigmoid()}, 5},
      {"sigmoid_end_of_logits",
       {3, 4, 2},
       {flatten(), dense(8), relu(), dense(0), sigmoid()},
       5,
       3,
       model::SigmoidLoss::logits},
      {"binary_end", {3, 4, 2}, {flatten(), dense(8), relu(), dense(1), sigmoid()}, 5, 2},
      {"document_003_small",
       {22, 20, 1},
       {conv(8, 3), batch_norm(), tanh_(), pool(2), conv(16, 3), batch_norm(), tanh_(), pool(2),
        flatten(), drop(0.4), dense(12), relu(), drop(0.4), dense(1), sigmoid()},
       4,
       2},
      {"document_004_small",
       {17, 17, 3},
       {conv(8, 3, 2), average_pool(2), relu(), conv(9, 3, 1, Padding::same), average_pool(2),
        relu(), flatten(), drop(0.5), dense(12), relu(), drop(0.5), dense(0), softmax()},
       3},
  };
}

/// The cases of branches and of what ResNets are made of.
inline std::vector<OpCase> branched_op_table() {
  const auto classified = [](std::vector<model::LayerOptions> layers) {
    layers.insert(layers.end(), {flatten(), dense(0), softmax()});
    return layers;
  };
  const auto pooled = [](std::vector<model::LayerOptions> layers) {
    layers.insert(layers.end(), {global_concat(), dense(0), softmax()});
    return layers;
  };
  return {
      {"conv3_padded_stride2", {9, 8, 3}, classified({bare_conv(6, 3, 2, 1), relu()})},
      {"conv7_stem", {12, 11, 1}, classified({bare_conv(5, 7, 2, 3), batch_norm(), relu()})},
      {"conv3_of_many_channels",  // the CPU computes it in a layout of oneDNN's own
       {4, 3, 5},
       classified({conv(30), relu(), conv(33, 3, 1, model::Padding::same)})},
      {"pointwise_without_bias", {5, 7, 6}, classified({bare_conv(9, 1, 1, 0), relu(), pool(2)})},
      {"narrow_without_bias", {5, 7, 2}, classified({bare_conv(9, 1, 1, 0), conv(3)})},
      {"max_pool_overlaps", {9, 8, 3}, classified({conv(17, 3), window_pool(3, 2, 1)})},
      {"max_pool_leaves_gaps", {9, 11, 5}, classified({conv(6), window_pool(2, 3, 0), relu()})},
      {"concat_pool", {5, 7, 3}, pooled({conv(19), tanh_()})},
      {"residual_identity", {7, 5, 3}, pooled({conv(6), relu(), residual(6)})},
      {"residual_downsample", {9, 7, 3}, pooled({conv(5), residual(8, 2)}), 4},
      {"residual_first", {6, 5, 3}, pooled({residual(3), residual(4)})},
      {"adds_itself", {4, 5, 3}, classified({named("a", conv(5)), add("a"), relu()})},
      {"three_branches",
       {5, 4, 2},
       classified({named("a", conv(6)), relu(), named("b", conv(6)), from("a", tanh_()), add("b"),
                   named("c", drop(0.3)), from("input", conv(6, 3, 1, model::Padding::same)),
                   add("a"), add("c")})},
      {"resnet_small",
       {20, 17, 3},
       {bare_conv(4, 7, 2, 3), batch_norm(), relu(), window_pool(3, 2, 1), residual(4),
        residual(6, 2), global_concat(), batch_norm(), drop(0.25), dense(7), relu(), batch_norm(),
        drop(0.5), dense(0), softmax()},
       5},
  };
}

/// All tables.
inline std::vector<OpCase> whole_op_table() {
  std::vector<OpCase> table = op_table();
  for (OpCase& op : wider_op_table()) table.push_back(std::move(op));
  for (OpCase& op : branched_op_table()) table.push_back(std::move(op));
  return table;
}

}  // namespace timbre::test
