#pragma once

#include <cstdint>
#include <string>

#include "model/program_plan.hpp"
#include "timbre/dataset/batch_source.hpp"
#include "timbre/model/program.hpp"

namespace timbre::model::cpu {

/// What all operations of the running step share.
struct StepContext {
  dataset::BatchView batch;
  /// Valid rows, the first ones of the batch. Memory of the others holds nothing: it is neither
  /// read nor written, except by operations that need the whole batch.
  std::int64_t rows = 0;
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  PassTotals* totals = nullptr;
};

/// One or several layers computed together. Outputs and gradients are overwritten, never added to.
class Op {
 public:
  virtual ~Op() = default;

  virtual const std::string& name() const = 0;  ///< the layers in it, for profiles
  virtual Needs needs() const = 0;
  virtual void forward(const Views& views, const StepContext& step) = 0;
  /// Writes the gradients of its trainable parameters, and of its input where that is wanted.
  virtual void backward(const Views& views, const StepContext& step) = 0;
};

}  // namespace timbre::model::cpu
