#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "timbre/config/fields.hpp"

namespace timbre::training {

/// What a pass goes through in which order.
enum class PassOrder {
  shuffled,  ///< the examples
  batches,   ///< the batches; the examples stay in theirs, as Keras does with shuffle=False
};

/// How Keras's generators feed a network: an epoch may be some batches of a pass, and the next one
/// goes on from there.
struct GeneratorOptions {
  PassOrder order = PassOrder::shuffled;
  int steps = 0;           ///< batches of an epoch; 0: a whole pass
  int validate_steps = 0;  ///< of its validation; 0: each example once
  /// Document 000: both are as many as the examples of the first class would fill.
  bool count_one_class = false;
  /// Document 004: a further score counts this many batches of the test, going round; 0: none.
  int test_steps = 0;
  /// Document 000: a further score takes the test's examples as they are, without the
  /// standardisation of training.
  bool raw_test = false;
  /// Whether epochs are anything but passes over shuffled examples.
  bool goes_on() const { return order != PassOrder::shuffled || steps > 0 || count_one_class; }
  bool operator==(const GeneratorOptions&) const = default;
};
void describe(config::Fields& fields, GeneratorOptions& options);

/// Batches of one pass that follow each other, a short one at the end alone.
struct Stretch {
  std::uint32_t pass = 0;
  std::vector<std::int32_t> examples;
};

/// What a generator goes through; those for training and validation are apart.
struct GeneratorPlan {
  PassOrder order = PassOrder::shuffled;
  std::int64_t batch = 1;
  std::int64_t steps = 0;  ///< of an epoch; 0: whole passes
  std::uint64_t seed = 0;
  bool validates = false;
};

/// The stretches of epoch `epoch` (from 0): of pass `epoch` all of it, or with `steps` the batches
/// from steps x epoch on, counted through all passes. A validating generator that does not shuffle
/// keeps its batches in order, too.
std::vector<Stretch> stretches_of(const GeneratorPlan& plan, std::span<const std::int32_t> examples,
                                  int epoch);

/// Batches of `batch` that the examples with label 0 fill, at least 1.
std::int64_t steps_of_first_class(std::span<const std::int32_t> examples,
                                  std::span<const std::int32_t> labels, std::int64_t batch);

/// How often each of `examples` is counted when `steps` batches of `batch` go round and round.
std::vector<std::int64_t> counts_going_round(std::int64_t examples, std::int64_t batch,
                                             std::int64_t steps);

}  // namespace timbre::training
