#include "dataset/deal.hpp"

#include <algorithm>
#include <map>

namespace timbre::dataset {
namespace {

// What each part lacks of its share, in clips or examples.
class Lack {
 public:
  Lack(std::span<const double> shares, std::int64_t size) {
    for (const double share : shares) missing_.push_back(share * static_cast<double>(size));
  }
  double of(std::size_t part) const { return missing_[part]; }
  void give(std::size_t part, std::int64_t size) { missing_[part] -= static_cast<double>(size); }

 private:
  std::vector<double> missing_;
};

// Shuffled, then by size: a large unit finds its place while there is room for it. With classes one
// after the other, what is left over of each goes where the others left least.
std::vector<std::int32_t> order_of(std::span<const Unit> units, bool stratify,
                                   const RandomKey& key) {
  std::vector<std::int32_t> order(units.size());
  shuffled(key, 0, order.data(), static_cast<std::int64_t>(order.size()));
  std::stable_sort(order.begin(), order.end(), [&](std::int32_t left, std::int32_t right) {
    const Unit& first = units[static_cast<std::size_t>(left)];
    const Unit& second = units[static_cast<std::size_t>(right)];
    if (stratify && first.label != second.label) return first.label < second.label;
    return first.size > second.size;
  });
  return order;
}

std::size_t neediest(std::size_t parts, const Lack& of_class, const Lack& in_all) {
  constexpr double same = 1e-6;  // shares are fractions: equal needs differ in their last digits
  std::size_t best = 0;
  for (std::size_t part = 1; part < parts; ++part) {
    const double gain = of_class.of(part) - of_class.of(best);
    if (gain > same || (gain > -same && in_all.of(part) > in_all.of(best) + same)) best = part;
  }
  return best;
}

}  // namespace

std::vector<int> deal(std::span<const Unit> units, std::span<const double> shares, bool stratify,
                      const RandomKey& key) {
  std::int64_t total = 0;
  std::map<std::int32_t, std::int64_t> class_sizes;
  for (const Unit& unit : units) {
    total += unit.size;
    class_sizes[unit.label] += unit.size;
  }
  Lack in_all(shares, total);
  std::map<std::int32_t, Lack> of_class;
  for (const auto& [label, size] : class_sizes) of_class.emplace(label, Lack(shares, size));

  std::vector<int> parts(units.size());
  for (const std::int32_t index : order_of(units, stratify, key)) {
    const Unit& unit = units[static_cast<std::size_t>(index)];
    Lack& of_label = of_class.at(unit.label);
    const std::size_t part = neediest(shares.size(), stratify ? of_label : in_all, in_all);
    of_label.give(part, unit.size);
    in_all.give(part, unit.size);
    parts[static_cast<std::size_t>(index)] = static_cast<int>(part);
  }
  return parts;
}

}  // namespace timbre::dataset
