// ResNet-18 and -34 of configs/models against PyTorch's in float64: logits, every gradient and the
// running statistics of a step with the batch's own, an evaluation, and steps with frozen bodies.
#include "model/resnet.hpp"

#include <gtest/gtest.h>

namespace timbre::test {
namespace {

struct Case {
  std::string model, entry;
};

class ResNet : public testing::TestWithParam<Case> {
 protected:
  std::unique_ptr<model::Program> run(Rig& rig, const model::ProgramOptions& options) const {
    auto program = rig.compile(options);
    program->begin({});
    program->step();
    return program;
  }

  const GoldenResNet network_{GetParam().model, GetParam().entry};
};

TEST_P(ResNet, StepAndEvaluationArePyTorchs) {
  const auto rig = network_.rig();
  std::int64_t learned = 0;
  for (const model::ParameterSpec& spec : rig->graph.parameters) {
    if (!spec.statistic) learned += element_count(spec.shape);
  }
  EXPECT_EQ(learned, network_.entry().at("parameters").integer());
  const auto program = run(*rig, network_.training());
  network_.expect_logits(*program, "logits");
  network_.expect_gradients(rig->store, "gradients", network_.training());
  network_.expect_statistics(rig->store);
  network_.expect_logits(*run(*rig, network_.evaluation()), "evaluated");
}

TEST_P(ResNet, FrozenBodyIsPyTorchsInEvaluation) {
  const auto rig = network_.rig();
  const std::vector<float> before = rig->store.value("layer4.1.bn2/moving_mean");
  const auto program = run(*rig, network_.training_head());
  network_.expect_logits(*program, "frozen_logits");
  network_.expect_gradients(rig->store, "frozen_gradients", network_.training_head());
  EXPECT_EQ(rig->store.value("layer4.1.bn2/moving_mean"), before);
}

TEST_P(ResNet, NormsOfFrozenBodyLearnAsInAFreeOne) {
  const auto rig = network_.rig();
  const auto program = run(*rig, network_.training_head_and_norms());
  network_.expect_logits(*program, "logits");
  network_.expect_gradients(rig->store, "gradients", network_.training_head_and_norms());
  network_.expect_statistics(rig->store);
}

INSTANTIATE_TEST_SUITE_P(Networks, ResNet,
                         testing::Values(Case{"resnet18", "resnet18"}, Case{"resnet34", "resnet34"},
                                         Case{"resnet18", "narrow"}),
                         [](const auto& network) { return network.param.entry; });

}  // namespace
}  // namespace timbre::test
