// Weights of Keras's HDF5 files (tests/golden/keras_files.json), and files for Keras.
#include <gmock/gmock.h>

#include "model/layers.hpp"
#include "model/rig.hpp"
#include "support/golden.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hdf5_text_lists.hpp"
#include "timbre/model/weights.hpp"

namespace timbre::test {
namespace {

using namespace model;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class KerasWeights : public testing::Test {
 protected:
  static OpCase network() {
    return {.name = "keras",
            .input = {5, 6, 2},
            .layers = {conv(3, 3), batch_norm(), tanh_(), flatten(), dense(0), softmax()},
            .batch = 2,
            .classes = 3};
  }

  std::filesystem::path file(const std::string& form) const {
    const Json& golden = golden_.at(form);
    std::string content(static_cast<std::size_t>(golden.at("size").integer()), '\0');
    for (const Json& piece : golden.at("pieces").items()) {
      auto at = static_cast<std::size_t>(piece.at("at").integer());
      const std::string& digits = piece.at("bytes").text();
      for (std::size_t digit = 0; digit < digits.size(); digit += 2) {
        content[at++] = static_cast<char>(std::stoi(digits.substr(digit, 2), nullptr, 16));
      }
    }
    const std::filesystem::path path = scratch_ / form;
    write_file(path, content);
    return path;
  }

  void fill(const std::filesystem::path& path) {
    const WeightsReport report = fill_weights(rig_.store, read_keras(path), WeightsLayout::keras,
                                              WeightsPart::all, path.string());
    EXPECT_TRUE(report.unused.empty());
    EXPECT_TRUE(report.random.empty());
  }

  Scratch scratch_;
  Json golden_ = golden("keras_files");
  Rig rig_{network(), 2};
};

TEST_F(KerasWeights, OfBothFormsGiveKerassOutputs) {
  rig_.source.inputs = noise(rig_.source.inputs.size(),
                             static_cast<std::uint32_t>(golden_.at("input_seed").integer()));
  std::vector<double> expected;
  for (const Json& row : golden_.at("probabilities").items()) {
    for (const double value : row.numbers()) expected.push_back(value);
  }
  for (const char* form : {"model", "weights"}) {
    rig_.store.init(1);
    fill(file(form));
    auto seed = static_cast<std::uint32_t>(golden_.at("first_tensor_seed").integer());
    for (const Parameter& parameter : rig_.store.parameters()) {
      std::vector<float> values = noise(parameter.size(), seed++, golden_.at("scale").number());
      if (parameter.spec.initialiser.kind == InitialiserKind::ones) {
        for (float& value : values) value += 1.0f;
      }
      EXPECT_EQ(rig_.store.value(parameter.spec.name), values) << parameter.spec.name;
    }
    const auto program = rig_.compile({.mode = Mode::evaluate, .batch = 2});
    program->begin({});
    program->step();
    expect_close(read(*program, "probabilities", 2, 3), expected,
                 {1e-6, 0.0, "probabilities of a small network in float32, both times"});
  }
}

TEST_F(KerasWeights, AreReadBackAsWritten) {
  const Snapshot before = rig_.store.snapshot();
  write_keras(scratch_ / "written.h5", rig_.store);
  rig_.store.init(1);
  fill(scratch_ / "written.h5");
  EXPECT_EQ(rig_.store.snapshot().values, before.values);
  const Hdf5TextLists lists(scratch_ / "written.h5", Hdf5TextLists::Access::read);
  EXPECT_THAT(lists.read("/", "layer_names"), ElementsAre("conv2d_1", "batch_norm_1", "dense_1"));
  EXPECT_THAT(lists.read("batch_norm_1", "weight_names"),
              ElementsAre("batch_norm_1/gamma:0", "batch_norm_1/beta:0",
                          "batch_norm_1/moving_mean:0", "batch_norm_1/moving_variance:0"));
}

TEST_F(KerasWeights, AreTakenFromTheFileThatTheOptionsName) {
  Graph graph = rig_.graph;
  graph.weights = {.file = file("weights").string(), .run = {}, .part = WeightsPart::all};
  check_weights(graph);
  const auto device = open_cpu();
  ParameterStore store(*device, graph);
  store.init(1);
  fill(graph.weights.file);
  EXPECT_EQ(store.snapshot().values, rig_.store.snapshot().values);
}

TEST_F(KerasWeights, OfAnotherNetworkAreRefusedByTheFilesNames) {
  OpCase op = network();
  op.layers[0] = conv(4, 3);
  op.layers.insert(op.layers.begin() + 4, dense(5));
  const Rig other(op, 2);
  EXPECT_THAT(message_of([&] {
                match_weights(other.graph, read_keras(file("model")), WeightsLayout::keras,
                              WeightsPart::all, "a.h5");
              }),
              AllOf(HasSubstr("conv2d/kernel is 3x3x2x3, the network's is 3x3x2x4"),
                    HasSubstr("layer 4/kernel is missing")));
}

TEST_F(KerasWeights, OfOtherFilesAreRefused) {
  { Hdf5File(scratch_ / "empty.h5", Hdf5File::Access::create).flush(); }
  EXPECT_THAT(message_of([&] { read_keras(scratch_ / "empty.h5"); }),
              AllOf(HasSubstr("empty.h5"), HasSubstr("Keras 2")));
}

// Of the names alone, which lie in the file's heap: all other parts are read as any HDF5 file's.
TEST_F(KerasWeights, DamagedNamesNeverCrash) {
  const std::filesystem::path path = file("model");
  const std::string whole = read_file(path);
  const std::size_t list = whole.find("layer_names"), heap = whole.find("GCOL");
  ASSERT_NE(list, std::string::npos);
  ASSERT_NE(heap, std::string::npos);
  int errors = 0;
  const auto damage = [&](std::size_t from, std::size_t to) {
    for (std::size_t at = from; at < to; ++at) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(~whole[at]);
      write_file(path, damaged);
      try {
        Hdf5TextLists(path, Hdf5TextLists::Access::read).read("/model_weights", "layer_names");
      } catch (const ContractError&) {
        throw;
      } catch (const Error&) {
        ++errors;
      }
    }
  };
  damage(list + 56, list + 120);
  damage(heap, heap + 48);
  EXPECT_GT(errors, 25);
}

}  // namespace
}  // namespace timbre::test
