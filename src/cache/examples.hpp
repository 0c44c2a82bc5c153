#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace timbre::cache {

/// The examples of one file, [examples, rows, columns, channels], in memory that the files of a
/// batch may share.
class Examples {
 public:
  Examples() = default;
  explicit Examples(std::vector<float> values) {
    const auto owner = std::make_shared<const std::vector<float>>(std::move(values));
    values_ = *owner;
    owner_ = owner;
  }
  Examples(std::shared_ptr<const void> owner, std::span<const float> values)
      : owner_(std::move(owner)), values_(values) {}

  std::span<const float> values() const { return values_; }

 private:
  std::shared_ptr<const void> owner_;
  std::span<const float> values_;
};

}  // namespace timbre::cache
