// A narrow ResNet-18 on every device against PyTorch's in float64.
#include "model/resnet.hpp"

#include <gtest/gtest.h>

#include "cuda/every_device.hpp"
#include "cuda/twin.hpp"

namespace timbre::test {
namespace {

class ResNetTest : public EveryDevice {
 protected:
  const GoldenResNet network_{"resnet18", "narrow"};
};
TIMBRE_ON_EVERY_DEVICE(ResNetTest);

TEST_P(ResNetTest, StepAndEvaluationArePyTorchs) {
  Twin twin(device(), *network_.rig());
  const auto program = twin.compile(network_.training());
  run_pass(*program, 1, {});
  network_.expect_logits(*program, "logits");
  network_.expect_gradients(twin.store, "gradients", network_.training());
  network_.expect_statistics(twin.store);
  const auto evaluation = twin.compile(network_.evaluation());
  run_pass(*evaluation, 1, {});
  network_.expect_logits(*evaluation, "evaluated");
}

TEST_P(ResNetTest, FrozenBodyIsPyTorchsInEvaluation) {
  Twin twin(device(), *network_.rig());
  const auto program = twin.compile(network_.training_head());
  run_pass(*program, 1, {});
  network_.expect_logits(*program, "frozen_logits");
  network_.expect_gradients(twin.store, "frozen_gradients", network_.training_head());
}

TEST_P(ResNetTest, NormsOfFrozenBodyLearnAsInAFreeOne) {
  Twin twin(device(), *network_.rig());
  const auto program = twin.compile(network_.training_head_and_norms());
  run_pass(*program, 1, {});
  network_.expect_gradients(twin.store, "gradients", network_.training_head_and_norms());
  network_.expect_statistics(twin.store);
}

}  // namespace
}  // namespace timbre::test
