#include "dataset/tool_splits.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <string>

#include "timbre/core/mersenne_twister.hpp"

namespace timbre::dataset {
namespace {

// Clips in the order in which other tools sort their pictures: by name, whatever the extension.
std::vector<std::size_t> sorted_by_stem(const Collection& collection) {
  const auto stem = [&](std::size_t clip) {
    return std::filesystem::path(collection.clips[clip].name).stem().string() + ".";
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
  const HeldOut shares = hold_out_shares(options, collection.clips.size());
  std::vector<int> folds(collection.clips.size());
  for (std::vector<std::size_t>& of_class : files) {
    MersenneTwister::as_python(seed).shuffle(std::span(of_class));
    const auto whole = [&](double share) {
      return static_cast<std::size_t>(share * static_cast<double>(of_class.size()));
    };
    const std::size_t first_held = whole(shares.train);
    const std::size_t first_tested =
        options.test_on == TestOn::own ? first_held + whole(shares.validate) : of_class.size();
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

}  // namespace

HeldOut hold_out_shares(const ProtocolOptions& options, std::size_t items) {
  const double counted = static_cast<double>(options.validate_count) /
                         static_cast<double>(std::max<std::size_t>(items, 1));
  const double validate =
      options.validate_count > 0 ? std::min(1.0, counted) : options.validate_share;
  const double test = options.test_on == TestOn::own ? options.test_share : 0;
  return {std::max(0.0, 1 - validate - test), validate, test};
}

std::vector<int> split_as_tool(const ProtocolOptions& options, const Collection& collection,
                               std::uint64_t seed) {
  return options.rule == SplitRule::split_folders ? split_as_folders(options, collection, seed)
                                                  : split_binomially(options, collection, seed);
}

}  // namespace timbre::dataset
