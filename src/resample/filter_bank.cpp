#include "resample/filter_bank.hpp"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <utility>

namespace timbre::resample {
namespace {

constexpr std::size_t most_bytes = 16 << 20;

// UrbanSound8K's recordings come at eleven rates.
constexpr std::size_t most_banks = 16;

}  // namespace

FilterBank::FilterBank(const FilterKey& key)
    : filter_(key), phases_(key.to / std::gcd(key.from, key.to)) {
  const auto row_blocks = static_cast<std::size_t>(filter_.blocks());
  const std::size_t rows = static_cast<std::size_t>(phases_) + 1;
  if (rows * row_blocks * sizeof(WeightBlock) > most_bytes) return;
  blocks_.resize(rows * row_blocks);
  for (std::size_t row = 0; row < rows; ++row) {
    filter_.weights(static_cast<double>(row) / phases_,
                    std::span(blocks_).subspan(row * row_blocks, row_blocks));
  }
}

std::shared_ptr<const FilterBank> filter_bank(const FilterKey& key) {
  static std::mutex mutex;
  static std::vector<std::pair<FilterKey, std::shared_ptr<const FilterBank>>> banks;

  // Made under the lock: threads that start together mostly want the same bank.
  const std::lock_guard lock(mutex);
  auto found = std::ranges::find(banks, key, [](const auto& entry) { return entry.first; });
  if (found == banks.end()) {
    if (banks.size() == most_banks) banks.erase(banks.begin());
    banks.emplace_back(key, std::make_shared<const FilterBank>(key));
    found = banks.end() - 1;
  }
  std::rotate(found, found + 1, banks.end());
  return banks.back().second;
}

}  // namespace timbre::resample
