#include <gmock/gmock.h>

#include "model/layers.hpp"
#include "timbre/config/document.hpp"
#include "timbre/model/options.hpp"

namespace timbre::test {
namespace {

using config::Document;
using model::ModelOptions;
using testing::HasSubstr;

std::string problems_of(const std::string& yaml) {
  try {
    config::read<ModelOptions>(Document::parse(yaml, "model.yaml"));
  } catch (const config::ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ModelOptions, ReadsTheKeysOfEachType) {
  const auto options = config::read<ModelOptions>(Document::parse(R"(
name: small
layers:
  - {type: conv2d, filters: 48, kernel: 3, stride: 2, padding: same,
     initialiser: {kind: normal, scale: 0.05}}
  - {type: activation, function: relu}
  - {type: max_pool2d, pool: 3}
  - {type: dropout, rate: 0.25}
  - {type: flatten, name: flat}
  - {type: dense, units: 0}
  - {type: activation, function: softmax}
)",
                                                                  "model.yaml"));
  ModelOptions expected{"small",
                        {conv(48, 3, 2, model::Padding::same), relu(), pool(3), drop(0.25),
                         flatten(), dense(0), softmax()}};
  expected.layers[0].initialiser = {model::InitialiserKind::normal, 0.05};
  expected.layers[4].name = "flat";
  EXPECT_EQ(options, expected);
}

TEST(ModelOptions, WritesWhatItReads) {
  const ModelOptions options{"document_001", document_001(), model::SigmoidLoss::logits};
  const std::string yaml = config::to_yaml(options);
  EXPECT_EQ(config::read<ModelOptions>(Document::parse(yaml, "written")), options);
}

TEST(ModelOptions, KeysOfOtherTypesAreUnknown) {
  EXPECT_THAT(problems_of("layers: [{type: flatten, filters: 3}]"), HasSubstr("filters"));
  EXPECT_THAT(problems_of("layers: [{type: dense, initialiser: {kind: zeros, scale: 1}}]"),
              HasSubstr("scale"));
  EXPECT_THAT(problems_of("layers: [{type: conv3d}]"), HasSubstr("conv2d"));
  EXPECT_THAT(problems_of("layers: [{type: dropout, rate: 1}]"), HasSubstr("rate"));
}

TEST(OptimiserOptions, DefaultsAreDocument001s) {
  const auto options = config::read<model::OptimiserOptions>(
      Document::parse("{kind: adam, learning_rate: 0.01}", "optimiser.yaml"));
  EXPECT_EQ(options, (model::OptimiserOptions{.learning_rate = 0.01, .epsilon = 1e-8}));
}

}  // namespace
}  // namespace timbre::test
