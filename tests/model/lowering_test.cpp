#include <gmock/gmock.h>

#include "model/layers.hpp"
#include "model/lowering.hpp"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using namespace model;
using testing::ElementsAre;

model::Graph graph_of(std::vector<model::LayerOptions> layers) {
  model::ModelOptions options;
  options.layers = std::move(layers);
  return model::build_graph(options, {60, 41, 2}, 10);
}

std::vector<std::string> names(const Lowered& lowered) {
  std::vector<std::string> result;
  for (const Block& block : lowered.blocks) result.push_back(block.name);
  return result;
}

TEST(Lowering, DocumentBecomesFiveOperations) {
  const model::Graph graph = graph_of(document_001());
  const Lowered lowered = lower(graph, {});
  EXPECT_THAT(names(lowered),
              ElementsAre("conv2d_1+conv2d_2+activation_1+max_pool2d_1+dropout_1",
                          "conv2d_3+conv2d_4+activation_2+max_pool2d_2+dropout_2",
                          "dense_1+activation_3+dropout_3", "dense_2", "activation_4"));
  EXPECT_EQ(lowered.blocks[0].kind, BlockKind::pointwise);
  EXPECT_EQ(lowered.blocks[0].epilogue, (Epilogue{true, 2, 0.5, 4}));
  EXPECT_EQ(lowered.blocks[0].output, (Shape{30, 20, 48}));
  EXPECT_THAT(lowered.names[2], ElementsAre("dropout_2", "flatten_1"));
  EXPECT_EQ(lowered.blocks[2].epilogue, (Epilogue{true, 1, 0.5, 13}));
  EXPECT_EQ(lowered.blocks[4].kind, BlockKind::loss);
}

TEST(Lowering, DropoutVanishesWhereItDoesNothing) {
  const Lowered evaluated = lower(graph_of(document_001()), {.mode = Mode::evaluate});
  EXPECT_EQ(evaluated.blocks[0].epilogue, (Epilogue{true, 2, 0.0, 0}));
  EXPECT_THAT(evaluated.names[1], ElementsAre("max_pool2d_1", "dropout_1"));
  const Lowered without = lower(graph_of(document_001(0.0)), {});
  EXPECT_EQ(without.blocks[0].epilogue, evaluated.blocks[0].epilogue);
}

TEST(Lowering, LayersThatAreReadEndTheirBlock) {
  const Lowered lowered =
      lower(graph_of(document_001()), {.outputs = {"conv2d_1", "activation_3"}});
  EXPECT_THAT(names(lowered),
              ElementsAre("conv2d_1", "conv2d_2+activation_1+max_pool2d_1+dropout_1",
                          "conv2d_3+conv2d_4+activation_2+max_pool2d_2+dropout_2",
                          "dense_1+activation_3", "dropout_3", "dense_2", "activation_4"));
}

TEST(Lowering, FoldsOnlyWhereItSavesMultiplications) {
  const auto blocks = [](std::vector<model::LayerOptions> layers) {
    layers.insert(layers.end(), {flatten(), dense(0), softmax()});
    return lower(graph_of(std::move(layers)), {}).blocks.size() - 2;
  };
  EXPECT_EQ(blocks({conv(48), conv(48)}), 1u);
  EXPECT_EQ(blocks({conv(48), relu(), conv(2), conv(48)}), 3u) << "a bottleneck saves more";
  EXPECT_EQ(blocks({conv(48), relu(), conv(48)}), 2u);
  EXPECT_EQ(blocks({conv(48), conv(48, 3)}), 2u);
  EXPECT_EQ(blocks({conv(8, 3), relu(), pool(2), drop(0.5)}), 2u);
}

TEST(Lowering, RefusesUnknownNames) {
  const model::Graph graph = graph_of(document_001());
  EXPECT_THROW(lower(graph, {.trainable = {"dense_3"}}), RequestError);
  EXPECT_THROW(lower(graph, {.trainable = {"flatten_1"}}), RequestError);
  EXPECT_THROW(lower(graph, {.outputs = {"conv"}}), RequestError);
}

}  // namespace
}  // namespace timbre::test
