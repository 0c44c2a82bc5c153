#include <gmock/gmock.h>

#include "model/layers.hpp"
#include "timbre/core/error.hpp"
#include "timbre/model/graph.hpp"

namespace timbre::test {
namespace {

using model::Graph;
using model::LayerOptions;
using model::Padding;
using testing::HasSubstr;

Graph graph_of(std::vector<LayerOptions> layers, const features::ExampleShape& input,
               int classes = 10) {
  model::ModelOptions options;
  options.layers = std::move(layers);
  return model::build_graph(options, input, classes);
}

Shape convolved(const LayerOptions& layer, std::int64_t rows, std::int64_t columns) {
  return graph_of({layer, flatten(), dense(0), softmax()}, {rows, columns, 2}).nodes[0].output;
}

std::string refusal(std::vector<LayerOptions> layers) {
  try {
    graph_of(std::move(layers), {6, 4, 2});
  } catch (const RequestError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Graph, DocumentHasItsParametersAndSizes) {
  const Graph graph = graph_of(document_001(), {60, 41, 2});
  EXPECT_EQ(graph.parameter_count(), 3705738);
  EXPECT_EQ(graph.nodes[3].output, (Shape{30, 20, 48}));
  EXPECT_EQ(graph.nodes[8].output, (Shape{15, 10, 96}));
  EXPECT_EQ(graph.nodes[10].output, (Shape{14400}));
  EXPECT_EQ(graph.multiply_adds(),
            2460 * (2 * 48 + 48 * 48) + 600 * (48 * 96 + 96 * 96) + 14400 * 256 + 256 * 10);
  const model::ParameterSpec& kernel = graph.parameters[2];
  EXPECT_EQ(kernel.name, "conv2d_2/kernel");
  EXPECT_EQ(kernel.group, "conv2d_2");
  EXPECT_EQ(kernel.shape, (Shape{1, 1, 48, 48}));
  EXPECT_EQ(graph.parameters[9].name, "dense_1/bias");
  EXPECT_EQ(graph.nodes.back().name, "activation_4");
}

TEST(Graph, SummaryNamesEveryLayerAndTheTotal) {
  const std::string summary = graph_of(document_001(), {60, 41, 2}).summary();
  EXPECT_THAT(summary, HasSubstr("conv2d_1"));
  EXPECT_THAT(summary, HasSubstr("15x10x96"));
  EXPECT_THAT(summary, HasSubstr("3,686,656"));
  EXPECT_THAT(summary, HasSubstr("3,705,738"));
}

TEST(Graph, ConvolutionsHaveKerasSizes) {
  EXPECT_EQ(convolved(conv(5, 3), 9, 8), (Shape{7, 6, 5}));
  EXPECT_EQ(convolved(conv(5, 3, 2), 9, 8), (Shape{4, 3, 5}));
  EXPECT_EQ(convolved(conv(5, 3, 1, Padding::same), 9, 8), (Shape{9, 8, 5}));
  EXPECT_EQ(convolved(conv(5, 3, 2, Padding::same), 9, 8), (Shape{5, 4, 5}));
  EXPECT_EQ(convolved(conv(5, 9, 4, Padding::same), 2, 1), (Shape{1, 1, 5}));
}

TEST(Graph, FansCountTheKernelsArea) {
  const Graph graph = graph_of({conv(5, 3), flatten(), dense(0), softmax()}, {5, 4, 2});
  EXPECT_EQ(graph.parameters[0].fan_in, 9 * 2);
  EXPECT_EQ(graph.parameters[0].fan_out, 9 * 5);
  EXPECT_EQ(graph.parameters[2].fan_in, 3 * 2 * 5);
  EXPECT_EQ(graph.parameters[2].fan_out, 10);
}

TEST(Graph, LayersKeepTheirOwnNames) {
  LayerOptions named = conv(3);
  named.name = "eyes";
  const Graph graph =
      graph_of({conv(2), named, conv(4), flatten(), dense(0), softmax()}, {3, 3, 1});
  EXPECT_EQ(graph.nodes[1].name, "eyes");
  EXPECT_EQ(graph.parameters[2].name, "eyes/kernel");
  EXPECT_EQ(graph.nodes[2].name, "conv2d_3");
}

TEST(Graph, RefusalsNameTheLayerAndTheRemedy) {
  EXPECT_THAT(refusal({conv(3, 5), flatten(), dense(0), softmax()}),
              AllOf(HasSubstr("layer 0 'conv2d_1'"), HasSubstr("side of 4"), HasSubstr("same")));
  EXPECT_THAT(refusal({pool(5), flatten(), dense(0), softmax()}), HasSubstr("6x4x2"));
  EXPECT_THAT(refusal({dense(0), softmax()}), HasSubstr("put a flatten layer before it"));
  EXPECT_THAT(refusal({flatten(), conv(3), softmax()}), HasSubstr("not rows x columns x channels"));
  EXPECT_THAT(refusal({flatten(), dense(0)}), HasSubstr("must end with a softmax"));
  EXPECT_THAT(refusal({}), HasSubstr("model.layers is empty"));
  EXPECT_THAT(refusal({flatten(), dense(9), softmax()}), HasSubstr("units: 0"));
  EXPECT_THAT(refusal({softmax(), flatten(), dense(0), softmax()}),
              HasSubstr("must be the last layer"));
  EXPECT_THAT(refusal({drop(1.0), flatten(), dense(0), softmax()}), HasSubstr("[0, 1)"));
  EXPECT_THAT(refusal({conv(0), flatten(), dense(0), softmax()}), HasSubstr("filters"));
}

TEST(Graph, RefusesNamesThatMeanTwoThings) {
  LayerOptions slash = conv(3), taken = conv(3), twice = conv(3);
  slash.name = "a/b";
  taken.name = "penultimate";
  twice.name = "conv2d_1";
  EXPECT_THAT(refusal({slash, flatten(), dense(0), softmax()}), HasSubstr("'/'"));
  EXPECT_THAT(refusal({taken, flatten(), dense(0), softmax()}), HasSubstr("taken"));
  EXPECT_THAT(refusal({conv(2), twice, flatten(), dense(0), softmax()}),
              HasSubstr("another layer"));
}

}  // namespace
}  // namespace timbre::test
