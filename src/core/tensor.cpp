#include "timbre/core/tensor.hpp"

#include <algorithm>
#include <utility>

#include "timbre/core/error.hpp"

namespace timbre {

std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) count *= size;
  return count;
}

std::string to_string(const Shape& shape) {
  std::string text;
  for (const std::int64_t size : shape) {
    if (!text.empty()) text += 'x';
    text += std::to_string(size);
  }
  return text.empty() ? "scalar" : text;
}

Tensor::Tensor(Shape sizes) : shape(std::move(sizes)) {
  values.resize(static_cast<std::size_t>(element_count(shape)));
}

Tensor::Tensor(Shape sizes, std::vector<float> content)
    : shape(std::move(sizes)), values(std::move(content)) {
  require(std::cmp_equal(values.size(), element_count(shape)),
          std::to_string(values.size()) + " values do not fill a tensor of " +
              timbre::to_string(shape));
}

void ByteTensor::copy_out(std::int64_t first, std::int64_t count, float* slices) const {
  const std::int64_t size = element_count(shape) / shape.front();
  const auto begin = values.begin() + first * size;
  std::copy(begin, begin + count * size, slices);
}

}  // namespace timbre
