#include "timbre/dataset/split.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "dataset/deal.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/mersenne_twister.hpp"

namespace timbre::dataset {
namespace {

constexpr int train_fold = 1, validate_fold = 2, test_fold = 3;

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

std::vector<double> shares_of(const ProtocolOptions& options, std::size_t items) {
  if (options.kind == ProtocolKind::k_fold) {
    const auto folds = static_cast<std::size_t>(options.folds);
    return std::vector<double>(folds, 1.0 / static_cast<double>(folds));
  }
  double validate = options.validate_share;
  if (options.validate_count > 0) {
    validate = std::min(1.0, static_cast<double>(options.validate_count) /
                                 static_cast<double>(std::max<std::size_t>(items, 1)));
  }
  const double test = options.test_on == TestOn::own ? options.test_share : 0;
  return {std::max(0.0, 1 - validate - test), validate, test};
}

void require_units(const ProtocolOptions& options, std::size_t units) {
  if (options.kind != ProtocolKind::k_fold || std::cmp_greater_equal(units, options.folds)) return;
  throw RequestError("protocol k_fold: folds is " + std::to_string(options.folds) +
                     ", but there are only " + std::to_string(units) +
                     " units to part; ask for fewer folds, or choose another unit");
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

// Clips in the order of their files' names without extension, as other tools sort their pictures.
std::vector<std::size_t> sorted_by_stem(const Collection& collection) {
  const auto stem = [&](std::size_t clip) {
    return std::filesystem::path(collection.clips[clip].name).stem().string();
  };
  std::vector<std::size_t> order(collection.clips.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t left, std::size_t right) { return stem(left) < stem(right); });
  return order;
}

// split-folders 0.3.1, split.py: the generator is seeded anew for each class; of the shuffled files
// the first int(ratio * count) train, the next int(ratio * count) validate when a third part tests.
std::vector<int> split_as_folders(const ProtocolOptions& options, const Collection& collection,
                                  std::uint64_t seed) {
  std::vector<std::vector<std::size_t>> files(collection.classes.size());
  for (const std::size_t clip : sorted_by_stem(collection)) {
    files[static_cast<std::size_t>(collection.clips[clip].label)].push_back(clip);
  }
  const std::vector<double> shares = shares_of(options, collection.clips.size());
  std::vector<int> folds(collection.clips.size());
  for (std::vector<std::size_t>& of_class : files) {
    MersenneTwister::as_python(seed).shuffle(std::span(of_class));
    const auto whole = [&](double share) {
      return static_cast<std::size_t>(share * static_cast<double>(of_class.size()));
    };
    const std::size_t first_held = whole(shares[0]);
    const std::size_t first_tested =
        options.test_on == TestOn::own ? first_held + whole(shares[1]) : of_class.size();
    for (std::size_t place = 0; place < of_class.size(); ++place) {
      folds[of_class[place]] = place < first_held     ? train_fold
                               : place < first_tested ? validate_fold
                                                      : test_fold;
    }
  }
  return folds;
}

// fastai 1.0.19, ImageDataBunch.from_lists: np.random.uniform(size=(len(fnames),)) > valid_pct
// trains.
std::vector<int> split_binomially(const ProtocolOptions& options, const Collection& collection,
                                  std::uint64_t seed) {
  auto twister = MersenneTwister::as_numpy(static_cast<std::uint32_t>(seed));
  std::vector<int> folds(collection.clips.size());
  for (const std::size_t clip : sorted_by_stem(collection)) {
    folds[clip] = twister.uniform() > options.validate_share ? train_fold : validate_fold;
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
  const bool is_hold_out = options.kind == ProtocolKind::hold_out;
  if (is_hold_out && options.rule == SplitRule::split_folders) {
    return split_as_folders(options, collection, seed_of(options, seed));
  }
  if (is_hold_out && options.rule == SplitRule::binomial) {
    return split_binomially(options, collection, seed_of(options, seed));
  }
  if (options.unit == SplitUnit::example) return std::vector<int>(collection.clips.size(), 0);
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
