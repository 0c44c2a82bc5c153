#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "support/golden.hpp"
#include "timbre/dataset/examples.hpp"

namespace timbre::test {

/// Examples of noise; example i has the label i mod `classes` and belongs to clip i / 2.
inline dataset::ExampleSet sample_examples(std::int64_t count, features::ExampleShape shape,
                                           int classes) {
  dataset::ExampleSet set;
  set.values = Tensor({count, shape.rows, shape.columns, shape.channels},
                      noise(static_cast<std::size_t>(count * shape.size()), 5, 40.0));
  for (std::int32_t example = 0; example < count; ++example) {
    set.label.push_back(example % classes);
    set.clip.push_back(example / 2);
    set.segment.push_back(example % 2);
  }
  return set;
}

/// The same pictures twice.
struct SamePictures {
  dataset::ExampleSet floats;
  dataset::ExampleSet bytes;
};

inline SamePictures same_pictures(std::int64_t count, features::ExampleShape shape, int classes) {
  SamePictures same{sample_examples(count, shape, classes), {}};
  same.bytes = same.floats;
  same.bytes.values = {};
  same.bytes.pictures.shape = same.floats.values.shape;
  std::uint32_t number = 0;
  for (float& value : same.floats.values.values) {
    same.bytes.pictures.values.push_back(static_cast<std::uint8_t>(number++ * 2654435761u >> 24));
    value = static_cast<float>(same.bytes.pictures.values.back());
  }
  return same;
}

}  // namespace timbre::test
