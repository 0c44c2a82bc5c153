#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "timbre/core/function_ref.hpp"
#include "timbre/dataset/batch_source.hpp"

namespace timbre::dataset {

/// Examples of a source without standardisation, brought to the host some at a time.
class HostBatches {
 public:
  /// Takes the source's statistics and augmentation away.
  HostBatches(Device& device, BatchSource& source);

  /// Calls use(values [count, rows, columns, channels], count) until all `examples` were shown.
  void for_each(std::span<const std::int32_t> examples,
                FunctionRef<void(const float* values, std::int64_t count)> use);

 private:
  Device& device_;
  BatchSource& source_;
  Buffer input_, target_, weight_, example_;
  std::vector<float> values_;
};

}  // namespace timbre::dataset
