#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace timbre {

/// Sizes of a dense row-major array, outermost first.
using Shape = std::vector<std::int64_t>;

/// Product of the sizes; 1 for a scalar.
std::int64_t element_count(const Shape& shape);

/// "60x41x2", for messages.
std::string to_string(const Shape& shape);

/// A dense row-major array of float32 in host memory that knows its shape.
struct Tensor {
  Shape shape;
  std::vector<float> values;

  Tensor() = default;
  explicit Tensor(Shape sizes);                     ///< filled with zeros
  Tensor(Shape sizes, std::vector<float> content);  ///< throws ContractError when sizes differ
};

/// The same of whole numbers from 0 to 255: pictures in a quarter of the room.
struct ByteTensor {
  Shape shape;
  std::vector<std::uint8_t> values;

  /// Writes `count` of the outermost slices, from number `first`.
  void copy_out(std::int64_t first, std::int64_t count, float* slices) const;
};

}  // namespace timbre
