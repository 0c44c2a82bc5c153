#pragma once

#include <cstddef>
#include <deque>
#include <map>

namespace timbre::cuda {

/// Keeps the last `capacity` values that were made; the oldest goes first.
template <typename Key, typename Value>
class BoundedCache {
 public:
  explicit BoundedCache(std::size_t capacity = 256) : capacity_(capacity) {}

  /// The value of the key, from `make()` when it is not kept. A copy: the next call may drop it.
  template <typename Make>
  Value get(const Key& key, const Make& make) {
    const auto found = values_.find(key);
    if (found != values_.end()) return found->second;
    const Value made = make();
    if (values_.size() == capacity_) {
      values_.erase(oldest_first_.front());
      oldest_first_.pop_front();
    }
    values_.emplace(key, made);
    oldest_first_.push_back(key);
    return made;
  }

  std::size_t size() const { return values_.size(); }

 private:
  std::size_t capacity_;
  std::map<Key, Value> values_;
  std::deque<Key> oldest_first_;
};

}  // namespace timbre::cuda
