#include "timbre/dataset/split_check.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "dataset/listing.hpp"
#include "dataset/sides.hpp"

namespace timbre::dataset {
namespace {

constexpr std::size_t most_told = 20;
constexpr std::size_t most_clips = 24;

std::vector<std::string> names_of(const Collection& collection,
                                  std::span<const std::int32_t> clips) {
  std::vector<std::string> names;
  for (const std::int32_t clip : clips.first(std::min(clips.size(), most_clips))) {
    names.push_back(collection.clips[static_cast<std::size_t>(clip)].name);
  }
  return names;
}

std::string where(const std::vector<int>& trials) {
  if (trials.empty()) return "; no trial of this run has them on two sides";
  std::string numbers;
  for (const int trial : trials) numbers += (numbers.empty() ? "" : ", ") + std::to_string(trial);
  return "; on two sides in trial " + numbers;
}

// Keeps the first of a kind and counts the others.
std::vector<SplitWarning> shortened(std::vector<SplitWarning> warnings, const std::string& what) {
  if (warnings.size() <= most_told) return warnings;
  SplitWarning rest{warnings.front().kind, "", {}, {}};
  std::set<int> trials;
  for (std::size_t index = most_told; index < warnings.size(); ++index) {
    trials.insert(warnings[index].trials.begin(), warnings[index].trials.end());
  }
  rest.trials.assign(trials.begin(), trials.end());
  rest.text = "and " + std::to_string(warnings.size() - most_told) + " more " + what;
  warnings.resize(most_told);
  warnings.push_back(std::move(rest));
  return warnings;
}

// The clips of one source: those here, by index, and how many of each label lie in each fold of the
// data set, absent files included.
struct Source {
  std::vector<std::int32_t> clips;
  std::map<int, std::map<int, int>> labels_in_fold;
  std::vector<std::string> absent;
};

std::map<std::string, Source> sources_of(const Collection& collection) {
  std::map<std::string, Source> sources;
  for (std::size_t clip = 0; clip < collection.clips.size(); ++clip) {
    const Clip& here = collection.clips[clip];
    Source& source = sources[here.source];
    source.clips.push_back(static_cast<std::int32_t>(clip));
    ++source.labels_in_fold[here.fold][here.label];
  }
  for (const Clip& absent : collection.absent_clips) {
    Source& source = sources[absent.source];
    source.absent.push_back(absent.name);
    ++source.labels_in_fold[absent.fold][absent.label];
  }
  return sources;
}

// "fold 1: siren (3), fold 8: engine_idling (2)".
std::string places(const Source& source, const Collection& collection) {
  std::string text;
  for (const auto& [fold, labels] : source.labels_in_fold) {
    text += text.empty() ? "" : "; ";
    if (fold > 0) text += named_folds(std::vector{fold}) + ": ";
    std::string classes;
    for (const auto& [label, count] : labels) {
      classes += (classes.empty() ? "" : ", ") +
                 collection.classes[static_cast<std::size_t>(label)] + " (" +
                 std::to_string(count) + ")";
    }
    text += classes;
  }
  return text;
}

// Whether a label of the source stands in more than one of the data set's folds.
bool leaks_label(const Source& source) {
  std::set<int> seen;
  for (const auto& [fold, labels] : source.labels_in_fold) {
    for (const auto& [label, count] : labels) {
      if (!seen.insert(label).second) return true;
    }
  }
  return false;
}

std::vector<SplitWarning> check_sources(const ProtocolOptions& options, const Sides& sides,
                                        const Collection& collection) {
  std::vector<SplitWarning> warnings;
  const bool has_own_folds = !makes_folds(options);
  for (const auto& [name, source] : sources_of(collection)) {
    const std::vector<int> trials = sides.trials_that_part(source.clips);
    const bool in_two_folds = has_own_folds && source.labels_in_fold.size() > 1;
    if (trials.empty() && !in_two_folds) continue;
    std::string text = "source " + name + " (" + places(source, collection) + ")";
    if (in_two_folds) {
      text += leaks_label(source) ? ", the same label in two folds" : ", another label in each";
    }
    std::vector<std::string> clips = names_of(collection, source.clips);
    for (const std::string& absent : source.absent) {
      if (clips.size() < most_clips) clips.push_back(absent);
    }
    warnings.push_back({SplitFault::source, text + where(trials), trials, std::move(clips)});
  }
  return shortened(std::move(warnings), "sources");
}

std::vector<SplitWarning> check_labels(const Sides& sides, const Collection& collection) {
  std::map<int, std::vector<int>> untrained;  // trials by label
  for (std::size_t trial = 0; trial < sides.trials(); ++trial) {
    std::set<int> trained, tested;
    for (std::size_t clip = 0; clip < collection.clips.size(); ++clip) {
      const unsigned side = sides.side(trial, clip);
      if ((side & Sides::train) != 0) trained.insert(collection.clips[clip].label);
      if ((side & Sides::test) != 0) tested.insert(collection.clips[clip].label);
    }
    for (const int label : tested) {
      if (!trained.contains(label)) untrained[label].push_back(static_cast<int>(trial) + 1);
    }
  }
  std::vector<SplitWarning> warnings;
  for (auto& [label, trials] : untrained) {
    warnings.push_back({SplitFault::label,
                        "class " + collection.classes[static_cast<std::size_t>(label)] +
                            " is tested, but no clip of it trains",
                        std::move(trials),
                        {}});
  }
  return shortened(std::move(warnings), "classes");
}

std::vector<int> all_trials(const Sides& sides) {
  std::vector<int> numbers;
  for (std::size_t trial = 0; trial < sides.trials(); ++trial) {
    numbers.push_back(static_cast<int>(trial) + 1);
  }
  return numbers;
}

void append(std::vector<SplitWarning>& all, std::vector<SplitWarning>&& more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

}  // namespace

std::string name_of(SplitFault fault) {
  switch (fault) {
    case SplitFault::source:
      return "source";
    case SplitFault::replica:
      return "replica";
    case SplitFault::example:
      return "example";
    case SplitFault::label:
      return "label";
  }
  return "";
}

std::vector<SplitWarning> check_split(const ProtocolOptions& options, const Protocol& protocol,
                                      const Collection& collection, std::uint64_t seed) {
  const Sides sides(options, protocol, collection, seed);
  std::vector<SplitWarning> warnings;
  if (std::vector<int> trials = sides.trials_that_repeat(); !trials.empty()) {
    warnings.push_back({SplitFault::example,
                        "the examples that train are also validated or tested on",
                        std::move(trials),
                        {}});
  }
  if (parts_examples(options)) {
    warnings.push_back({SplitFault::example,
                        "protocol.unit is example: parts of one file stand on both sides, so "
                        "scores tell how well a file is recognised again",
                        all_trials(sides),
                        {}});
    return warnings;
  }
  append(warnings, check_sources(options, sides, collection));
  append(warnings, check_labels(sides, collection));
  return warnings;
}

std::vector<SplitWarning> check_replicas(const ProtocolOptions& options, const Protocol& protocol,
                                         const Collection& collection, std::uint64_t seed,
                                         const std::vector<Replicas>& replicas) {
  const Sides sides(options, protocol, collection, seed);
  std::vector<SplitWarning> warnings;
  for (const Replicas& clips : replicas) {
    std::vector<std::string> told;
    std::set<int> labels;
    for (const std::int32_t index : clips) {
      const Clip& clip = collection.clips[static_cast<std::size_t>(index)];
      labels.insert(clip.label);
      if (told.size() < most_clips) {
        told.push_back(clip.name + " (" + collection.classes[static_cast<std::size_t>(clip.label)] +
                       ")");
      }
    }
    std::vector<int> trials = sides.trials_that_part(clips);
    if (trials.empty() && labels.size() == 1) continue;
    std::string text = "the same samples in " + listing(told);
    if (labels.size() > 1) text += ", with different labels";
    text += where(trials);
    warnings.push_back(
        {SplitFault::replica, std::move(text), std::move(trials), names_of(collection, clips)});
  }
  return shortened(std::move(warnings), "groups of files with the same samples");
}

}  // namespace timbre::dataset
