#include "timbre/dataset/split.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "dataset/deal.hpp"
#include "dataset/tool_splits.hpp"
#include "timbre/core/error.hpp"

namespace timbre::dataset {
namespace {

// What is parted: clips or examples, those with the same group as one unit.
struct Item {
  std::int32_t label = 0;
  std::string group;
};

// The items of each unit, in the order in which units first appear.
std::vector<std::vector<std::size_t>> units_of(const std::vector<Item>& items) {
  std::vector<std::vector<std::size_t>> units;
  std::map<std::string, std::size_t> unit_of;
  for (std::size_t item = 0; item < items.size(); ++item) {
    const auto [found, added] = unit_of.emplace(items[item].group, units.size());
    if (added) units.emplace_back();
    units[found->second].push_back(item);
  }
  return units;
}

// The label that most items of a unit have; of several the lowest.
std::int32_t label_of(const std::vector<std::size_t>& unit, const std::vector<Item>& items) {
  std::map<std::int32_t, std::size_t> counts;
  for (const std::size_t item : unit) ++counts[items[item].label];
  return std::max_element(
             counts.begin(), counts.end(),
             [](const auto& left, const auto& right) { return left.second < right.second; })
      ->first;
}

void require_units(const ProtocolOptions& options, std::size_t units) {
  if (options.kind != ProtocolKind::k_fold || std::cmp_greater_equal(units, options.folds)) return;
  throw RequestError("protocol k_fold: folds is " + std::to_string(options.folds) +
                     ", but there are only " + std::to_string(units) +
                     " units to part; ask for fewer folds, or choose another unit");
}

std::vector<double> shares_of(const ProtocolOptions& options, std::size_t items) {
  if (options.kind != ProtocolKind::k_fold) {
    const HeldOut shares = hold_out_shares(options, items);
    return {shares.train, shares.validate, shares.test};
  }
  const auto folds = static_cast<std::size_t>(options.folds);
  return std::vector<double>(folds, 1.0 / static_cast<double>(folds));
}

std::vector<int> dealt(const ProtocolOptions& options, const std::vector<Item>& items,
                       std::uint64_t seed) {
  const std::vector<std::vector<std::size_t>> members = units_of(items);
  require_units(options, members.size());
  std::vector<Unit> units;
  units.reserve(members.size());
  for (const auto& unit : members) {
    units.push_back({label_of(unit, items), static_cast<std::int64_t>(unit.size())});
  }
  const std::vector<int> part_of = deal(units, shares_of(options, items.size()), options.stratify,
                                        {.seed = seed, .use = RandomUse::split});
  std::vector<int> folds(items.size());
  for (std::size_t unit = 0; unit < members.size(); ++unit) {
    for (const std::size_t item : members[unit]) folds[item] = part_of[unit] + 1;
  }
  return folds;
}

std::uint64_t seed_of(const ProtocolOptions& options, std::uint64_t seed) {
  return options.split_seed < 0 ? seed : static_cast<std::uint64_t>(options.split_seed);
}

}  // namespace

std::vector<int> clip_folds(const ProtocolOptions& options, const Collection& collection,
                            std::uint64_t seed) {
  if (!makes_folds(options)) {
    std::vector<int> folds;
    folds.reserve(collection.clips.size());
    for (const Clip& clip : collection.clips) folds.push_back(clip.fold);
    return folds;
  }
  if (parts_examples(options)) return std::vector<int>(collection.clips.size(), 0);
  if (options.kind == ProtocolKind::hold_out && options.rule != SplitRule::dealt) {
    return split_as_tool(options, collection, seed_of(options, seed));
  }
  std::vector<Item> items;
  items.reserve(collection.clips.size());
  for (const Clip& clip : collection.clips) {
    items.push_back({clip.label, options.unit == SplitUnit::source ? clip.source : clip.name});
  }
  return dealt(options, items, seed_of(options, seed));
}

std::vector<int> example_folds(const ProtocolOptions& options, const Collection& collection,
                               const ExampleSet& examples, std::uint64_t seed) {
  if (parts_examples(options)) {
    std::vector<Item> items;
    items.reserve(examples.label.size());
    for (std::size_t example = 0; example < examples.label.size(); ++example) {
      items.push_back({examples.label[example], std::to_string(example)});
    }
    return dealt(options, items, seed_of(options, seed));
  }
  const std::vector<int> of_clip = clip_folds(options, collection, seed);
  std::vector<int> folds;
  folds.reserve(examples.clip.size());
  for (const std::int32_t clip : examples.clip) {
    folds.push_back(of_clip[static_cast<std::size_t>(clip)]);
  }
  return folds;
}

std::vector<std::int32_t> members_of(std::span<const int> fold_of, std::span<const int> folds) {
  std::vector<std::int32_t> members;
  for (std::size_t index = 0; index < fold_of.size(); ++index) {
    if (std::find(folds.begin(), folds.end(), fold_of[index]) != folds.end()) {
      members.push_back(static_cast<std::int32_t>(index));
    }
  }
  return members;
}

}  // namespace timbre::dataset
