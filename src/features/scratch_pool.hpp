#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "timbre/core/parallel.hpp"

namespace timbre::features {

/// Scratch for as many threads as work at the same time, each made from the tables. It grows when
/// more do than ever before.
template <typename Scratch, typename Tables>
class ScratchPool {
 public:
  explicit ScratchPool(const Tables& tables) : tables_(tables) {
    for (int thread = 0; thread < thread_count(); ++thread) give_back(take_new());
  }

  std::unique_ptr<Scratch> take() {
    const std::scoped_lock lock(guard_);
    if (free_.empty()) return take_new();
    std::unique_ptr<Scratch> scratch = std::move(free_.back());
    free_.pop_back();
    return scratch;
  }

  void give_back(std::unique_ptr<Scratch> scratch) {
    const std::scoped_lock lock(guard_);
    free_.push_back(std::move(scratch));
  }

 private:
  std::unique_ptr<Scratch> take_new() {
    free_.reserve(++made_);
    return std::make_unique<Scratch>(tables_);
  }

  const Tables& tables_;
  std::mutex guard_;
  std::size_t made_ = 0;
  std::vector<std::unique_ptr<Scratch>> free_;
};

}  // namespace timbre::features
