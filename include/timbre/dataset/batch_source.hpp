#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "timbre/core/device.hpp"
#include "timbre/dataset/augment.hpp"
#include "timbre/dataset/examples.hpp"

namespace timbre::dataset {

/// Where a program wants a batch: memory of the source's device.
struct BatchView {
  float* input = nullptr;           ///< [batch, rows, columns, channels]
  std::int32_t* target = nullptr;   ///< [batch]
  float* weight = nullptr;          ///< [batch]: class weight; 0 in rows past the valid ones
  std::int32_t* example = nullptr;  ///< [batch]: index in the set, which keys random numbers
  /// [batch]: the label that a mixed example has besides; both null where nothing is mixed.
  std::int32_t* second_target = nullptr;
  float* target_share = nullptr;  ///< [batch]: of `target`; the second one has the rest
};

/// Batches of a set that lies on a device: shuffled, gathered and standardised there.
class BatchSource {
 public:
  virtual ~BatchSource() = default;

  virtual std::int64_t size() const = 0;  ///< examples in the set
  virtual features::ExampleShape shape() const = 0;
  virtual int classes() const = 0;

  /// Chooses the examples of the coming pass and their order; they may repeat.
  virtual void set_order(std::span<const std::int32_t> examples) = 0;
  virtual std::int64_t order_size() const = 0;

  /// Statistics that are applied to every example from now on.
  virtual void set_standardiser(const Standardiser& standardiser) = 0;

  /// Applied to every example from now on, after the statistics. Programs that are compiled after
  /// a call that changes examples go by every later call.
  virtual void set_augmentation(const Augmentation&) {}
  /// Whether an augmentation so far mixed examples, so that views need second targets.
  virtual bool mixes() const { return false; }

  /// Gathers batch number `step` of the pass. A short last batch is filled up: its rows past the
  /// valid ones repeat the last example with weight 0.
  virtual void fill(std::int64_t step, std::int64_t batch, const BatchView& view) = 0;

  /// Batches in the pass, a short last one included.
  std::int64_t steps(std::int64_t batch) const;
  /// Rows of batch `step` that count: `batch`, fewer in a short last one.
  std::int64_t valid_rows(std::int64_t step, std::int64_t batch) const;
};

/// Makes sources on one kind of device; registered in its MakerTable.
class BatchSourceMaker {
 public:
  virtual ~BatchSourceMaker() = default;
  /// The set is shared, not copied, where the device can read host memory.
  virtual std::unique_ptr<BatchSource> make(Device& device,
                                            std::shared_ptr<const ExampleSet> examples,
                                            int classes) = 0;
};

std::shared_ptr<BatchSourceMaker> cpu_batch_sources();

std::unique_ptr<BatchSource> source(Device& device, std::shared_ptr<const ExampleSet> examples,
                                    int classes);

/// fit_standardiser for examples that are computed: twice they pass through the source, which keeps
/// the order `chosen` and no statistics. The bits are those for the same examples in memory.
Standardiser fit_standardiser(Standardisation kind, Device& device, BatchSource& source,
                              std::span<const std::int32_t> chosen);

}  // namespace timbre::dataset
