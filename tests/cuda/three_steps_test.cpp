// Three training steps on every device beside the CPU's, from one seed. Not under the thread
// sanitizer: document 001's alone take half a minute there, and the kernels have tests of their
// own.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "cuda/every_device.hpp"
#include "cuda/twin.hpp"
#include "model/keras_step.hpp"
#include "support/tolerance.hpp"

namespace timbre::test {
namespace {

using model::PassTotals;

class ThreeSteps : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(ThreeSteps);

// Euclidean distance of the parameters of two stores, and of one from where it began.
double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double squares = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    squares += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
  return std::sqrt(squares);
}

// Two float32 computations of a training drift apart by their rounding: Adam divides by the size of
// the gradient, so that where it is tiny its rounding moves a parameter as far as a large one does.
// The golden file knows how far Keras's own float32 drifts from float64; two such computations may
// be twice as far from each other, which golden_distance contains.
void expect_near_parameters(const model::ParameterStore& here, const model::ParameterStore& there,
                            const model::Snapshot& start, double share) {
  for (std::size_t i = 0; i < here.parameters().size(); ++i) {
    const std::string& name = here.parameters()[i].spec.name;
    const std::vector<float> ours = here.value(name), theirs = there.value(name);
    const double moved = distance(theirs, start.values[i]);
    expect_close(distance(ours, theirs), 0.0,
                 {share * moved + 0x1p-22 * std::sqrt(static_cast<double>(ours.size())), 0.0,
                  "a share of the way that " + name + " went, and its rounding"});
  }
}

// The largest share of its way by which a tensor of the golden network may be off.
double drift_share(const Json& file) {
  double share = 0.0;
  const std::vector<Json> tensors = file.at("parameters_after_3").items();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    share = std::max(share, golden_distance(file, i) / tensors[i].at("update_norm").number());
  }
  return share;
}

// In batches of four, the last one short.
void expect_the_cpus_steps(Device& device, const OpCase& network, std::int64_t examples,
                           std::uint64_t start_seed, const model::PassSettings& settings) {
  const Json file = golden("keras_step");
  Rig rig(network, examples);
  rig.store.init(start_seed);
  Twin twin(device, rig);
  const model::Snapshot start = rig.store.snapshot();
  const PassTotals ours = run_pass(*twin.compile({.batch = 4}), 3, settings);
  const PassTotals theirs = run_pass(*rig.compile({.batch = 4}), 3, settings);
  EXPECT_EQ(ours.examples, examples);
  EXPECT_EQ(ours.weight, theirs.weight);
  expect_close(ours.loss / ours.weight, theirs.loss / theirs.weight, golden_loss_tolerance(file));
  expect_near_parameters(twin.store, rig.store, start, drift_share(file));
}

TEST_P(ThreeSteps, OfDocument001WithDropoutAgreeWithTheCpus) {
  expect_the_cpus_steps(device(), {"document_001", {60, 41, 2}, document_001(), 4, 10}, 11, 17,
                        {.seed = 9, .epoch = 1});
}

// Padded and strided convolutions in the size of the built-in miniature.
TEST_P(ThreeSteps, OfAConvolutionalNetworkAgreeWithTheCpus) {
  const OpCase network{
      "convolutions",
      {16, 14, 2},
      {conv(8, 3, 1, model::Padding::same), relu(), pool(2), drop(0.25), conv(12, 3, 2), relu(),
       flatten(), dense(16), relu(), drop(0.5), dense(0), softmax()},
      4,
      5};
  expect_the_cpus_steps(device(), network, 10, 4, {.seed = 2});
}

}  // namespace
}  // namespace timbre::test
