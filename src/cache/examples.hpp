#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace timbre::cache {

/// The examples of one file, [examples, rows, columns, channels], in memory that the files of a
/// batch, and copies of this object, may share.
class Examples {
 public:
  Examples() = default;
  Examples(std::vector<float> values);
  Examples(std::shared_ptr<const void> owner, std::span<const float> values);

  /// The same in memory of their own, a byte a value. Throws ContractError unless all values are
  /// whole numbers from 0 to 255, as those of pictures.
  Examples as_bytes() const;

  std::int64_t size() const { return std::ssize(floats_) + std::ssize(bytes_); }  ///< values
  /// Empty unless they are what as_bytes() gave.
  std::span<const std::uint8_t> bytes() const { return bytes_; }
  /// As floats: where they stand, or written to `room`, which then must outlive them.
  std::span<const float> floats(std::vector<float>& room) const;

 private:
  std::shared_ptr<const void> owner_;
  std::span<const float> floats_;
  std::span<const std::uint8_t> bytes_;
};

}  // namespace timbre::cache
