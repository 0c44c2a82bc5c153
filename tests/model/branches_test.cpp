// Networks whose layers are no chain: how they are described, sized, named, grouped and cut into
// blocks. What they compute is in parity_test.cpp.
#include <gmock/gmock.h>

#include "model/layers.hpp"
#include "model/lowering.hpp"
#include "support/message.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"

namespace timbre::test {
namespace {

using namespace model;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Graph branched(std::vector<LayerOptions> layers, std::vector<std::string> group_starts = {}) {
  ModelOptions options;
  options.layers = std::move(layers);
  options.layers.insert(options.layers.end(), {global_concat(), dense(0), softmax()});
  options.group_starts = std::move(group_starts);
  return build_graph(options, {8, 6, 3}, 4);
}

std::string branch_refusal(std::vector<LayerOptions> layers,
                           std::vector<std::string> group_starts = {}) {
  return message_of([&] { branched(std::move(layers), std::move(group_starts)); });
}

std::vector<std::string> node_names(const Graph& graph) {
  std::vector<std::string> names;
  for (const Node& node : graph.nodes) names.push_back(node.name);
  return names;
}

TEST(Branches, ResidualBlockHasTorchvisionsLayers) {
  const Graph graph = branched({named("layer2.0", residual(5, 2))});
  EXPECT_THAT(
      node_names(graph),
      ElementsAre("layer2.0.conv1", "layer2.0.bn1", "layer2.0.relu1", "layer2.0.conv2",
                  "layer2.0.bn2", "layer2.0.downsample.0", "layer2.0.downsample.1", "layer2.0.add",
                  "layer2.0", "global_concat_pool2d_1", "dense_1", "activation_1"));
  EXPECT_THAT(graph.nodes[5].inputs, ElementsAre(network_input));
  EXPECT_THAT(graph.nodes[7].inputs, ElementsAre(4, 6));
  EXPECT_EQ(graph.nodes[8].output, (Shape{4, 3, 5}));
  EXPECT_EQ(graph.nodes[9].output, (Shape{10}));
  EXPECT_EQ(graph.parameters[0].name, "layer2.0.conv1/kernel");
  EXPECT_EQ(graph.parameters[1].name, "layer2.0.bn1/gamma") << "no bias before it";
}

TEST(Branches, ResidualBlockOfOneShapeAddsItsInput) {
  const Graph graph = branched({named("stem", conv(5)), residual(5)});
  EXPECT_EQ(graph.nodes[6].name, "residual_1.add");
  EXPECT_THAT(graph.nodes[6].inputs, ElementsAre(5, 0));
}

TEST(Branches, NormsAndKernelsOfABlockAreAsItSays) {
  LayerOptions block = residual(4, 2);
  block.momentum = 0.1;
  block.momentum_rule = MomentumRule::torch;
  block.epsilon = 1e-5;
  block.initialiser = {.kind = InitialiserKind::kaiming_normal, .fan = Fan::out};
  const Graph graph = branched({block});
  for (const Node& node : graph.nodes) {
    if (node.layer.type == LayerType::batch_norm) {
      EXPECT_EQ(node.layer.statistics_share(), 0.1);
      EXPECT_EQ(node.layer.epsilon, 1e-5);
    }
    if (node.layer.type == LayerType::conv2d) {
      EXPECT_EQ(node.layer.initialiser, block.initialiser);
    }
  }
}

TEST(Branches, GroupsBeginWhereTheyAreNamed) {
  const Graph graph =
      branched({named("stem", conv(4)), named("a", residual(4)), named("b", residual(6, 2))},
               {"b", "dense_1"});
  EXPECT_EQ(graph.groups, 3);
  const auto group_of = [&](const std::string& name) {
    const auto found = std::ranges::find(graph.parameters, name, &ParameterSpec::name);
    return found == graph.parameters.end() ? -1 : found->group_number;
  };
  EXPECT_EQ(group_of("stem/kernel"), 0);
  EXPECT_EQ(group_of("a.bn2/moving_mean"), 0);
  EXPECT_EQ(group_of("b.conv1/kernel"), 1);
  EXPECT_EQ(group_of("b.downsample.1/gamma"), 1);
  EXPECT_EQ(group_of("dense_1/bias"), 2);
  for (const ParameterSpec& spec : graph.parameters) {
    EXPECT_EQ(spec.in_batch_norm, spec.name.find(".bn") != std::string::npos ||
                                      spec.name.find("downsample.1") != std::string::npos)
        << spec.name;
  }
}

TEST(Branches, RefusalsNameTheLayer) {
  EXPECT_THAT(
      branch_refusal({named("a", conv(4)), conv(5), add("a")}),
      AllOf(HasSubstr("'add_1'"), HasSubstr("8x6x5"), HasSubstr("8x6x4"), HasSubstr("'a'")));
  EXPECT_THAT(branch_refusal({add("")}), HasSubstr("'with'"));
  EXPECT_THAT(branch_refusal({conv(4), add("b"), named("b", conv(4))}),
              HasSubstr("no layer 'b' before"));
  EXPECT_THAT(branch_refusal({named("a", conv(4)), from("input", conv(5))}),
              HasSubstr("no layer takes the output of 'a'"));
  EXPECT_THAT(branch_refusal({named("input", conv(4))}), HasSubstr("taken"));
  EXPECT_THAT(branch_refusal({named("r.add", conv(4)), named("r", residual(4))}),
              HasSubstr("another layer is named 'r.add'"));
  EXPECT_THAT(branch_refusal({window_pool(3, 2, 2)}), HasSubstr("more than half"));
  EXPECT_THAT(branch_refusal({bare_conv(4, 9, 1, 0)}), HasSubstr("does not fit"));
  EXPECT_THAT(branch_refusal({conv(4)}, {"conv"}), HasSubstr("group_starts"));
  EXPECT_THAT(branch_refusal({named("a", conv(4))}, {"a"}), HasSubstr("nothing stands before it"));
}

TEST(Branches, SizesArePyTorchs) {
  EXPECT_EQ(branched({bare_conv(4, 7, 2, 3)}).nodes[0].output, (Shape{4, 3, 4}));
  EXPECT_EQ(branched({window_pool(3, 2, 1)}).nodes[0].output, (Shape{4, 3, 3}));
  EXPECT_EQ(branched({window_pool(2, 3, 0)}).nodes[0].output, (Shape{3, 2, 3}));
}

// An output that two layers take ends its block; the sum and its relu are one.
TEST(Branches, BlocksEndWhereTheyPart) {
  const Graph graph = branched({conv(4), relu(), residual(4)});
  const Lowered lowered = lower(graph, {}, {.convolution_epilogue = true});
  std::vector<std::string> names;
  for (const Block& block : lowered.blocks) names.push_back(block.name);
  EXPECT_THAT(names, ElementsAre("conv2d_1+activation_1", "residual_1.conv1", "residual_1.bn1",
                                 "residual_1.relu1", "residual_1.conv2", "residual_1.bn2",
                                 "residual_1.add+residual_1", "global_concat_pool2d_1", "dense_1",
                                 "activation_2"));
  EXPECT_THAT(lowered.blocks[6].inputs, ElementsAre(6, 1));
  EXPECT_TRUE(lowered.blocks[6].epilogue.relu);
}

TEST(Branches, YamlDescribesThem) {
  const auto options = config::read<ModelOptions>(config::Document::parse(R"(
group_starts: [head]
weights: {file: body.safetensors, part: all}
layers:
  - {type: conv2d, name: a, filters: 8, kernel: 7, stride: 2, pad: 3, bias: false,
     initialiser: {kind: kaiming_normal, fan: out}}
  - {type: max_pool2d, pool: 3, pool_stride: 2, pad: 1}
  - {type: residual, filters: 4, stride: 2, momentum: 0.1, momentum_rule: torch, epsilon: 1e-5}
  - {type: conv2d, filters: 4, input: a}
  - {type: add, with: a}
)",
                                                                          "model.yaml"));
  LayerOptions stem = named("a", bare_conv(8, 7, 2, 3));
  stem.initialiser = {.kind = InitialiserKind::kaiming_normal, .fan = Fan::out};
  LayerOptions block = residual(4, 2);
  block.momentum = 0.1;
  block.momentum_rule = MomentumRule::torch;
  block.epsilon = 1e-5;
  EXPECT_EQ(options.layers, (std::vector<LayerOptions>{stem, window_pool(3, 2, 1), block,
                                                       from("a", conv(4)), add("a")}));
  EXPECT_EQ(options.group_starts, std::vector<std::string>{"head"});
  EXPECT_EQ(options.weights, (WeightsOptions{"body.safetensors", "", WeightsPart::all}));
  const std::string written = config::to_yaml(options);
  EXPECT_EQ(config::read<ModelOptions>(config::Document::parse(written, "written")), options);
}

TEST(Branches, OptionsThatDoNotUseThemAreWrittenAsBefore) {
  const std::string written =
      config::to_yaml(ModelOptions{"old", {conv(4), pool(2), flatten(), dense(0), softmax()}});
  for (const char* key : {"input", "bias", "pad:", "pool_stride", "group_starts", "weights"}) {
    EXPECT_EQ(written.find(key), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace timbre::test
