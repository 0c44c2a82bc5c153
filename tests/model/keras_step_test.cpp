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

TEST(KerasStep, ReferenceIsKerasToTheGoldenDigits) {
  const Json file = golden("keras_step");
  const Rig rig = golden_rig(file);
  const ReferenceResult result =
      run_reference(rig.graph, rig.parameters(), rig.batch(0, 4), {.train = false});
  const Tolerance digits{1e-12, 1e-9, "ten golden digits"};
  expect_close(result.loss, file.at("losses").numbers()[0], digits);
  for (std::size_t i = 0; i < result.gradients.size(); ++i) {
    const Row& gradient = result.gradients[i];
    std::vector<double> entries;
    for (std::size_t j = 0; j < 64; ++j) {
      entries.push_back(gradient[j * gradient.size() / 64].value);
    }
    expect_close(entries, file.at("gradients").items()[i].at("entries").numbers(), digits);
  }
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
