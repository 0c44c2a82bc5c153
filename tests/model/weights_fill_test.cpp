// Weights of a file or of another run in a network: names, layouts and refusals.
#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

#include "model/layers.hpp"
#include "support/golden.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/hdf5.hpp"
#include "timbre/model/weights.hpp"

namespace timbre::test {
namespace {

using namespace model;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Tensor counted(Shape shape, float first) {
  std::vector<float> values(static_cast<std::size_t>(element_count(shape)));
  std::iota(values.begin(), values.end(), first);
  return Tensor(std::move(shape), std::move(values));
}

// A body of a convolution and a batch norm, and a dense layer as head.
class FilledWeights : public testing::Test {
 protected:
  static ModelOptions options() {
    ModelOptions options;
    options.layers = {named("conv1", bare_conv(2, 3, 1, 1)), named("bn1", batch_norm()), flatten(),
                      named("fc", dense(0)), softmax()};
    options.group_starts = {"fc"};
    return options;
  }
  static Graph graph(const ModelOptions& options) { return build_graph(options, {1, 2, 3}, 2); }

  // As PyTorch writes them.
  static std::vector<NamedTensor> body() {
    return {{"conv1.weight", counted({2, 3, 3, 3}, 0.0f)},
            {"bn1.weight", counted({2}, 100.0f)},
            {"bn1.bias", counted({2}, 200.0f)},
            {"bn1.running_mean", counted({2}, 300.0f)},
            {"bn1.running_var", counted({2}, 400.0f)},
            {"bn1.num_batches_tracked", counted({1}, 7.0f)}};
  }
  static std::vector<NamedTensor> whole() {
    std::vector<NamedTensor> tensors = body();
    tensors.push_back({"fc.weight", counted({2, 4}, 500.0f)});
    tensors.push_back({"fc.bias", counted({2}, 600.0f)});
    return tensors;
  }

  std::unique_ptr<Device> device_ = open_cpu();
  Graph graph_ = graph(options());
  ParameterStore store_{*device_, graph_};
};

TEST_F(FilledWeights, TorchsLayoutBecomesOurs) {
  store_.init(1);
  const std::vector<float> head = store_.value("fc/kernel");
  const WeightsReport report =
      fill_weights(store_, body(), WeightsLayout::torch, WeightsPart::body, "a.pth");
  EXPECT_THAT(report.random, ElementsAre("fc.weight", "fc.bias"));
  EXPECT_TRUE(report.unused.empty());
  const std::vector<float> kernel = store_.value("conv1/kernel");
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column)
      for (int in = 0; in < 3; ++in)
        for (int out = 0; out < 2; ++out) {
          EXPECT_EQ(kernel[((row * 3 + column) * 3 + in) * 2 + out],
                    ((out * 3 + in) * 3 + row) * 3 + column);
        }
  EXPECT_THAT(store_.value("bn1/gamma"), ElementsAre(100.0f, 101.0f));
  EXPECT_THAT(store_.value("bn1/beta"), ElementsAre(200.0f, 201.0f));
  EXPECT_THAT(store_.value("bn1/moving_mean"), ElementsAre(300.0f, 301.0f));
  EXPECT_THAT(store_.value("bn1/moving_variance"), ElementsAre(400.0f, 401.0f));
  EXPECT_EQ(store_.value("fc/kernel"), head);
}

// PyTorch flattens channel by channel: [channel, column]; here it is [column, channel].
TEST_F(FilledWeights, DenseLayersTakePicturesInTheirOrder) {
  fill_weights(store_, whole(), WeightsLayout::torch, WeightsPart::all, "a.pth");
  EXPECT_THAT(store_.value("fc/kernel"), ElementsAre(500, 504, 502, 506, 501, 505, 503, 507));
}

TEST_F(FilledWeights, EveryMismatchIsNamedAtOnce) {
  store_.init(1);
  const Snapshot before = store_.snapshot();
  std::vector<NamedTensor> tensors = body();
  tensors[0].tensor = counted({2, 1, 3, 3}, 0.0f);
  tensors[1].name = "bn1.gamma";
  const std::string message = message_of(
      [&] { fill_weights(store_, tensors, WeightsLayout::torch, WeightsPart::body, "a.pth"); });
  EXPECT_THAT(message, AllOf(HasSubstr("a.pth"),
                             HasSubstr("conv1.weight is 2x1x3x3, the network's is 2x3x3x3"),
                             HasSubstr("bn1.weight is missing"), HasSubstr("bn1.gamma has no use"),
                             Not(HasSubstr("num_batches")), Not(HasSubstr("fc."))));
  EXPECT_EQ(store_.snapshot().values, before.values) << "nothing is filled";
  EXPECT_THAT(message_of([&] {
                fill_weights(store_, body(), WeightsLayout::torch, WeightsPart::all, "a.pth");
              }),
              AllOf(HasSubstr("fc.weight is missing"), HasSubstr("fc.bias is missing")));
}

TEST_F(FilledWeights, AnotherHeadIsNamedAsUnused) {
  std::vector<NamedTensor> tensors = whole();
  tensors[6].tensor = counted({1000, 512}, 0.0f);
  const WeightsReport report =
      fill_weights(store_, tensors, WeightsLayout::torch, WeightsPart::body, "a.pth");
  EXPECT_THAT(report.unused, ElementsAre("fc.bias", "fc.weight"));
}

TEST_F(FilledWeights, ABodyNeedsGroups) {
  ModelOptions ungrouped = options();
  ungrouped.group_starts.clear();
  const Graph graph = this->graph(ungrouped);
  ParameterStore store(*device_, graph);
  EXPECT_THAT(message_of([&] {
                fill_weights(store, body(), WeightsLayout::torch, WeightsPart::body, "a.pth");
              }),
              HasSubstr("group_starts"));
}

TEST_F(FilledWeights, InitTakesThemFromTheFileThatTheOptionsName) {
  const Scratch scratch;
  ModelOptions options = this->options();
  options.weights.file = (scratch / "body.safetensors").string();
  write_safetensors(options.weights.file, body());
  const Graph graph = this->graph(options);
  ParameterStore store(*device_, graph);
  store.init(3);
  EXPECT_THAT(store.value("bn1/beta"), ElementsAre(200.0f, 201.0f));
  store_.init(3);
  EXPECT_EQ(store.value("fc/kernel"), store_.value("fc/kernel")) << "the head is random";
}

TEST_F(FilledWeights, ABodyOfAnotherRunServes) {
  const Scratch scratch;
  std::uint64_t seed = 4;
  for (const char* trial : {"09", "10", "100"}) {
    store_.init(seed++);
    const auto folder = scratch.folder() / "trials" / trial;
    std::filesystem::create_directories(folder);
    Hdf5File file(folder / "model.h5", Hdf5File::Access::create);
    store_.save(file, "parameters", false);
  }
  ModelOptions options = this->options();
  options.weights.run = scratch.folder().string();
  const Graph graph = this->graph(options);
  ParameterStore store(*device_, graph);
  store.init(7);
  store_.init(6);
  EXPECT_EQ(store.value("conv1/kernel"), store_.value("conv1/kernel"));
  EXPECT_NE(store.value("fc/kernel"), store_.value("fc/kernel"));
  EXPECT_THAT(message_of([&] { saved_models(scratch / "trials"); }), HasSubstr("finished trial"));
}

// The same arrays as safetensors and as PyTorch's own file.
TEST_F(FilledWeights, BothKindsOfFileGiveTheSameNetwork) {
  ModelOptions options;
  LayerOptions layer = named("layer", dense(2));
  layer.bias = false;
  options.layers = {flatten(), layer, softmax()};
  const Graph graph = build_graph(options, {1, 1, 3}, 2);
  const Json file = golden("weights_files");
  std::vector<std::vector<float>> kernels;
  for (const char* kind : {"safetensors", "pth"}) {
    const std::string& digits = file.at(kind).text();
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
      bytes.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    }
    ParameterStore store(*device_, graph);
    const WeightsReport report = fill_weights(store, read_weights(bytes, kind),
                                              WeightsLayout::torch, WeightsPart::all, kind);
    EXPECT_FALSE(report.unused.empty());
    kernels.push_back(store.value("layer/kernel"));
  }
  EXPECT_THAT(kernels[0], ElementsAre(1.5f, 0.125f, -2.25f, -0.0f, 3.0f, 1e-3f));
  EXPECT_EQ(kernels[1], kernels[0]);
}

}  // namespace
}  // namespace timbre::test
