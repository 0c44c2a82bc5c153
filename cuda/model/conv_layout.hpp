#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

// How Conv2d brings pictures and kernels into the shapes and types that cuDNN takes. Values of
// float32 are rounded to the nearest bfloat16 where that is asked for; ties go to the even one.
namespace timbre::cuda {

/// A bfloat16 in memory.
struct Bfloat16 {
  std::uint16_t bits;
};

/// Pictures whose rows of columns * channels values follow each other without gaps.
struct PictureRows {
  std::int64_t batch;
  std::int64_t rows;
  std::int64_t row_size;  ///< columns * channels
};

/// Copies pictures into pictures of as many or more rows and columns, with zeros at the end of
/// both, or of as many or fewer. From and To are float or Bfloat16.
template <typename To, typename From>
void copy_pictures(To* to, const PictureRows& to_shape, const From* from,
                   const PictureRows& from_shape, cudaStream_t stream);

/// to [columns, rows] = the transpose of from [rows, columns].
template <typename To, typename From>
void transpose(To* to, const From* from, std::int64_t rows, std::int64_t columns,
               cudaStream_t stream);

}  // namespace timbre::cuda
