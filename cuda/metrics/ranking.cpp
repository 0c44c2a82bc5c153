#include "metrics/ranking.hpp"

#include <limits>

#include "core/device.hpp"
#include "metrics/sorted_scores.hpp"
#include "timbre/core/error.hpp"

namespace timbre::cuda {
namespace {

using metrics::TopLoss;

// Memory on the device that only grows.
class Room {
 public:
  explicit Room(CudaDevice& device) : device_(&device) {}

  template <typename T>
  T* of(std::size_t count) {
    if (count * sizeof(T) > buffer_.bytes()) buffer_ = Buffer(*device_, count * sizeof(T));
    return buffer_.as<T>();
  }
  template <typename T>
  T* uploaded(std::span<const T> values) {
    T* const address = of<T>(values.size());
    device_->copy_in(address, values.data(), values.size_bytes());
    return address;
  }

 private:
  CudaDevice* device_;
  Buffer buffer_;
};

class CudaRanking final : public metrics::Ranking {
 public:
  explicit CudaRanking(CudaDevice& device)
      : device_(&device),
        scratch_(device),
        values_(device),
        labels_(device),
        positives_(device),
        keys_(device),
        counts_(device),
        sums_(device) {}

 private:
  std::vector<std::int64_t> doubled_areas(std::span<const float> probabilities,
                                          std::span<const std::int32_t> labels,
                                          int classes) override {
    const auto count = static_cast<std::size_t>(classes);
    std::vector<std::int64_t> areas(count, 0);
    if (labels.empty()) return areas;
    require(std::ssize(probabilities) <= std::numeric_limits<std::int32_t>::max(),
            "more scores than a ranking counts");
    std::vector<std::int64_t> positives_before(count + 1, 0);
    for (const std::int32_t label : labels) {
      if (label >= 0 && label < classes) ++positives_before[static_cast<std::size_t>(label) + 1];
    }
    for (std::size_t label = 0; label < count; ++label) {
      positives_before[label + 1] += positives_before[label];
    }
    const DeviceScores scores{values_.uploaded(probabilities), labels_.uploaded(labels),
                              std::ssize(labels), classes};
    auto* const sums = sums_.of<std::int64_t>(2 * count);
    sum_doubled_areas(scores, positives_.uploaded(std::span<const std::int64_t>(positives_before)),
                      keys_.of<std::uint64_t>(2 * probabilities.size()),
                      counts_.of<std::uint64_t>(2 * probabilities.size()), sums, scratch_,
                      device_->stream());
    device_->copy_out(areas.data(), sums, count * sizeof(std::int64_t));
    return areas;
  }

  std::vector<TopLoss> largest(std::span<const float> losses, std::int64_t count) override {
    if (count == 0) return {};
    require(std::ssize(losses) <= std::numeric_limits<std::int32_t>::max(),
            "more losses than a ranking counts");
    auto* const keys = keys_.of<std::uint64_t>(losses.size());
    sort_losses(values_.uploaded(losses), std::ssize(losses), keys, scratch_, device_->stream());
    std::vector<std::uint64_t> first(static_cast<std::size_t>(count));
    device_->copy_out(first.data(), keys, first.size() * sizeof(std::uint64_t));
    std::vector<TopLoss> top;
    for (const std::uint64_t key : first) {
      const auto example = static_cast<std::int64_t>(key & 0xFFFFFFFFu);
      top.push_back({example, losses[static_cast<std::size_t>(example)]});
    }
    return top;
  }

  std::vector<std::int64_t> offsets(std::span<const std::int64_t> counts) override {
    std::vector<std::int64_t> padded(counts.begin(), counts.end());
    padded.push_back(0);  // the sum of all stands in front of it
    auto* const sums = sums_.of<std::int64_t>(padded.size());
    sum_before(counts_.uploaded(std::span<const std::int64_t>(padded)), std::ssize(padded), sums,
               scratch_, device_->stream());
    device_->copy_out(padded.data(), sums, padded.size() * sizeof(std::int64_t));
    return padded;
  }

  CudaDevice* device_;
  ScratchAllocator scratch_;
  Room values_, labels_, positives_, keys_, counts_, sums_;
};

class CudaRankingMaker final : public metrics::RankingMaker {
 public:
  std::unique_ptr<metrics::Ranking> make(Device& device) override {
    return std::make_unique<CudaRanking>(dynamic_cast<CudaDevice&>(device));
  }
};

}  // namespace

std::shared_ptr<metrics::RankingMaker> rankings() {
  return std::make_shared<CudaRankingMaker>();
}

}  // namespace timbre::cuda
