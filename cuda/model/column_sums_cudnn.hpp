#pragma once

#include <cstdint>

#include "model/libraries.hpp"

namespace timbre::cuda {

/// Sums over the rows of a matrix [rows, columns] without gaps, in float32 on the device: the
/// gradient of a bias, with batch or batch * rows * columns as rows. The same bits in every run.
///
/// The yardstick of bench/cuda/epilogue_bench.cpp: no program uses it, for model/epilogue.hpp adds
/// up the bias's gradient while it makes the other one.
class ColumnSums {
 public:
  ColumnSums(Libraries& libraries, std::int64_t rows, std::int64_t columns);

  void run(float* sums, const float* matrix) const;

 private:
  cudnnHandle_t handle_;
  TensorDescriptor matrix_;
  TensorDescriptor sums_;
};

}  // namespace timbre::cuda
