#include "cache/examples.hpp"

#include <algorithm>
#include <utility>

#include "timbre/core/error.hpp"

namespace timbre::cache {

Examples::Examples(std::vector<float> values) {
  const auto owner = std::make_shared<const std::vector<float>>(std::move(values));
  floats_ = *owner;
  owner_ = owner;
}

Examples::Examples(std::shared_ptr<const void> owner, std::span<const float> values)
    : owner_(std::move(owner)), floats_(values) {}

Examples Examples::as_bytes() const {
  if (floats_.empty()) return *this;
  const bool whole = std::ranges::all_of(floats_, [](float value) {
    return value >= 0 && value <= 255 && value == static_cast<float>(static_cast<int>(value));
  });
  require(whole, "the values of pictures are whole numbers from 0 to 255");
  const auto owner =
      std::make_shared<const std::vector<std::uint8_t>>(floats_.begin(), floats_.end());
  Examples result;
  result.bytes_ = *owner;
  result.owner_ = owner;
  return result;
}

std::span<const float> Examples::floats(std::vector<float>& room) const {
  if (bytes_.empty()) return floats_;
  room.assign(bytes_.begin(), bytes_.end());
  return room;
}

}  // namespace timbre::cache
