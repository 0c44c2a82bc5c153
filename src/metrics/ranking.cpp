#include "timbre/metrics/ranking.hpp"

#include <algorithm>
#include <numeric>

#include "curve.hpp"
#include "timbre/core/error.hpp"

namespace timbre::metrics {
namespace {

class CpuRanking final : public Ranking {
 private:
  std::vector<std::int64_t> doubled_areas(std::span<const float> probabilities,
                                          std::span<const std::int32_t> labels,
                                          int classes) override {
    std::vector<std::int64_t> areas;
    for (int label = 0; label < classes; ++label) {
      areas.push_back(
          labels.empty() ? 0 : doubled_area(probabilities.subspan(label), labels, label, classes));
    }
    return areas;
  }

  std::vector<TopLoss> largest(std::span<const float> losses, std::int64_t count) override {
    std::vector<std::int64_t> order(losses.size());
    std::iota(order.begin(), order.end(), 0);
    std::partial_sort(order.begin(), order.begin() + count, order.end(), [&](auto one, auto two) {
      return losses[one] > losses[two] || (losses[one] == losses[two] && one < two);
    });
    std::vector<TopLoss> top;
    for (std::int64_t place = 0; place < count; ++place) {
      top.push_back({order[place], losses[order[place]]});
    }
    return top;
  }

  std::vector<std::int64_t> offsets(std::span<const std::int64_t> counts) override {
    std::vector<std::int64_t> sums = {0};
    for (const std::int64_t count : counts) sums.push_back(sums.back() + count);
    return sums;
  }
};

class CpuRankingMaker final : public RankingMaker {
 public:
  std::unique_ptr<Ranking> make(Device&) override { return cpu_ranking(); }
};

}  // namespace

std::vector<std::optional<double>> Ranking::roc_auc_by_class(std::span<const float> probabilities,
                                                             std::span<const std::int32_t> labels,
                                                             int classes) {
  const auto examples = std::ssize(labels);
  require(classes >= 1 && std::ssize(probabilities) == examples * classes,
          "roc_auc_by_class: one row of probabilities per label");
  require_numbers(probabilities, classes, "score");
  const std::vector<std::int64_t> areas = doubled_areas(probabilities, labels, classes);
  std::vector<std::optional<double>> result;
  for (int label = 0; label < classes; ++label) {
    result.push_back(area_under_curve(areas[static_cast<std::size_t>(label)],
                                      std::count(labels.begin(), labels.end(), label), examples));
  }
  return result;
}

std::vector<TopLoss> Ranking::top_losses(std::span<const float> losses, std::int64_t count) {
  require(count >= 0, "top_losses: a negative number of losses");
  require_numbers(losses, 1, "loss");
  return largest(losses, std::min<std::int64_t>(count, std::ssize(losses)));
}

std::vector<std::int64_t> Ranking::ragged_offsets(std::span<const std::int64_t> counts) {
  return offsets(counts);
}

std::unique_ptr<Ranking> cpu_ranking() {
  return std::make_unique<CpuRanking>();
}

std::shared_ptr<RankingMaker> cpu_rankings() {
  return std::make_shared<CpuRankingMaker>();
}

std::unique_ptr<Ranking> ranking(Device& device) {
  return device.maker<RankingMaker>("ranking").make(device);
}

}  // namespace timbre::metrics
