#pragma once

#include <vector>

#include "timbre/dataset/batch_source.hpp"

namespace timbre::test {

/// What a batch source fills, in the program's own memory.
struct Batch {
  std::vector<float> input;
  std::vector<std::int32_t> target, second_target, example;
  std::vector<float> weight, share;
  bool operator==(const Batch&) const = default;
};

template <typename T>
std::vector<T> values_of(Device& device, const Buffer& buffer) {
  std::vector<T> values(buffer.bytes() / sizeof(T));
  device.copy_out(values.data(), buffer.as<void>(), buffer.bytes());
  return values;
}

/// Copied from the device. What an unmixed batch does not have is empty.
inline Batch filled(Device& device, dataset::BatchSource& source, std::int64_t step,
                    std::int64_t rows) {
  const auto words = [&](std::int64_t count) { return Buffer(device, 4 * count); };
  const Buffer input = words(rows * source.shape().size()), target = words(rows),
               weight = words(rows), example = words(rows), second = words(rows),
               share = words(rows);
  dataset::BatchView view{input.as<float>(), target.as<std::int32_t>(), weight.as<float>(),
                          example.as<std::int32_t>()};
  if (source.mixes()) {
    view.second_target = second.as<std::int32_t>();
    view.target_share = share.as<float>();
  }
  source.fill(step, rows, view);
  Batch batch;
  batch.input = values_of<float>(device, input);
  batch.target = values_of<std::int32_t>(device, target);
  batch.example = values_of<std::int32_t>(device, example);
  batch.weight = values_of<float>(device, weight);
  if (source.mixes()) {
    batch.second_target = values_of<std::int32_t>(device, second);
    batch.share = values_of<float>(device, share);
  }
  return batch;
}

}  // namespace timbre::test
