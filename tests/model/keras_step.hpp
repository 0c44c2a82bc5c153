#pragma once

#include "model/rig.hpp"
#include "support/tolerance.hpp"
#include "timbre/core/json.hpp"

/// Document 001's network without dropout for three steps on a batch of 4, against Keras in float64
/// (tests/golden/keras_step.json). Every float32 computation of it deviates by rounding; how far is
/// known from Keras's own float32 run.
namespace timbre::test {

/// The golden batch and the golden parameters, on the CPU.
Rig golden_rig(const Json& file);
void fill_golden_parameters(model::ParameterStore& store, const Json& file);

/// Sums of all values times eight vectors of random numbers, which both sides can compute.
std::vector<double> projections(const std::vector<float>& values);

/// One pass of one batch; its mean loss.
double golden_step(model::Program& program);

/// Of three steps. Also used between devices, which sum in different orders, too.
Tolerance golden_loss_tolerance(const Json& file);

/// After the first step.
void expect_golden_gradients(const model::ParameterStore& store, const Json& file);

/// `expected` is the file's parameters_after_1 or _3, `start` the parameters before.
void expect_golden_parameters(const model::ParameterStore& store, const model::Snapshot& start,
                              const Json& expected);

/// How far two float32 computations of parameter `number` may lie apart after three steps, as a
/// Euclidean distance.
double golden_distance(const Json& file, std::size_t number);

}  // namespace timbre::test
