#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "support/golden.hpp"
#include "timbre/dataset/batch_source.hpp"

namespace timbre::test {

/// Examples of noise in memory. Rows past the valid ones are hostile: NaN, and a target and an
/// example that do not exist.
class FakeSource final : public dataset::BatchSource {
 public:
  FakeSource(const features::ExampleShape& shape, int classes, std::int64_t examples,
             std::uint32_t seed = 1)
      : shape_(shape), classes_(classes), inputs(noise(examples * shape.size(), seed)) {
    for (std::int32_t i = 0; i < examples; ++i) {
      targets.push_back((7 * i + 3) % classes);
      weights.push_back(1.0f);
      order_.push_back(i);
    }
  }

  std::int64_t size() const override { return std::ssize(targets); }
  features::ExampleShape shape() const override { return shape_; }
  int classes() const override { return classes_; }
  void set_order(std::span<const std::int32_t> examples) override {
    order_.assign(examples.begin(), examples.end());
  }
  std::int64_t order_size() const override { return std::ssize(order_); }
  void set_standardiser(const dataset::Standardiser&) override {}

  void fill(std::int64_t step, std::int64_t batch, const dataset::BatchView& view) override {
    const std::int64_t size = shape_.size();
    for (std::int64_t row = 0; row < batch; ++row) {
      const bool valid = row < valid_rows(step, batch);
      const std::int32_t example = valid ? order_[step * batch + row] : -1;
      view.example[row] = example;
      view.target[row] = valid ? targets[example] : -1;
      view.weight[row] = valid ? weights[example] : 0.0f;
      float* input = view.input + row * size;
      if (valid) {
        std::copy_n(inputs.begin() + example * size, size, input);
      } else {
        std::fill_n(input, size, std::numeric_limits<float>::quiet_NaN());
      }
    }
  }

 private:
  features::ExampleShape shape_;
  int classes_;
  std::vector<std::int32_t> order_;

 public:
  std::vector<float> inputs;  ///< [examples, rows, columns, channels]
  std::vector<std::int32_t> targets;
  std::vector<float> weights;
};

}  // namespace timbre::test
