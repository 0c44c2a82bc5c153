#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "timbre/core/error.hpp"

namespace timbre::model {

/// Reads little-endian numbers and texts one behind the other, never beyond the end.
class ByteReader {
 public:
  /// `source` names the file in messages.
  ByteReader(std::string_view bytes, std::string_view source) : bytes_(bytes), source_(source) {}

  std::size_t place() const { return place_; }
  std::size_t left() const { return bytes_.size() - place_; }

  std::string_view take(std::uint64_t count) {
    if (count > left()) {
      throw Error(std::string(source_) + ": ends in the middle, or is damaged: byte " +
                  std::to_string(place_) + " promises " + std::to_string(count) + " bytes and " +
                  std::to_string(left()) + " are left");
    }
    const std::string_view taken = bytes_.substr(place_, count);
    place_ += count;
    return taken;
  }

  void skip(std::uint64_t count) { take(count); }

  template <typename Number>
  Number number() {
    Number value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }

  /// Up to the next line's end, which is left out.
  std::string_view line() {
    const std::size_t end = bytes_.substr(place_).find('\n');
    const std::string_view text = take(end == std::string_view::npos ? left() + 1 : end + 1);
    return text.substr(0, text.size() - 1);
  }

 private:
  std::string_view bytes_;
  std::string_view source_;
  std::size_t place_ = 0;
};

}  // namespace timbre::model
