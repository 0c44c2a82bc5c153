// The CPU's steps of document 001's network against Keras.
#include "model/keras_step.hpp"

#include <gtest/gtest.h>

#include "support/golden.hpp"

namespace timbre::test {
namespace {

TEST(KerasStep, LossesOfThreeStepsAgree) {
  const Json file = golden("keras_step");
  Rig rig = golden_rig(file);
  const auto program = rig.compile({.batch = 4});
  std::vector<double> losses;
  for (int i = 0; i < 3; ++i) losses.push_back(golden_step(*program));
  expect_close(losses, file.at("losses").numbers(), golden_loss_tolerance(file));
}

TEST(KerasStep, GradientsAgree) {
  const Json file = golden("keras_step");
  Rig rig = golden_rig(file);
  golden_step(*rig.compile({.batch = 4}));
  expect_golden_gradients(rig.store, file);
}

TEST(KerasStep, ParametersAfterOneAndThreeStepsAgree) {
  const Json file = golden("keras_step");
  Rig rig = golden_rig(file);
  const model::Snapshot start = rig.store.snapshot();
  const auto program = rig.compile({.batch = 4});
  golden_step(*program);
  expect_golden_parameters(rig.store, start, file.at("parameters_after_1"));
  golden_step(*program);
  golden_step(*program);
  expect_golden_parameters(rig.store, start, file.at("parameters_after_3"));
}

}  // namespace
}  // namespace timbre::test
