#include "timbre/dataset/collection.hpp"

#include <map>
#include <unordered_map>

#include "dataset/urbansound8k.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hash.hpp"
#include "timbre/core/log.hpp"
#include "timbre/core/random.hpp"

namespace timbre::dataset {
namespace {

namespace fs = std::filesystem;

/// Raised whenever the same options give other sounds than before.
constexpr int miniature_version = 1;

fs::path miniature_folder(const MiniatureOptions& options) {
  constexpr std::size_t hash_digits = 16;
  const std::string content =
      config::to_yaml(options) + "miniature_version: " + std::to_string(miniature_version);
  return cache_folder() / "miniatures" / ("urbansound8k-" + sha256(content).substr(0, hash_digits));
}

Collection open_named(const DatasetOptions& options) {
  if (!fs::is_directory(options.root)) {
    throw RequestError("dataset.root is '" + options.root +
                       "', which is not a folder; name the folder of the data set, or leave it "
                       "empty to use TIMBRE_DATA or the built-in miniature");
  }
  return open_urbansound8k(options.root, options.require_complete);
}

Collection open_below(const fs::path& data, const DatasetOptions& options) {
  const std::string variable = "TIMBRE_DATA is '" + data.string() + "', which ";
  constexpr const char* remedy = "; correct it, or unset it to use the built-in miniature";
  if (!fs::is_directory(data)) throw RequestError(variable + "is not a folder" + remedy);
  const fs::path root = data / urbansound8k::folder_name;
  if (!fs::is_directory(root)) {
    throw RequestError(variable + "holds no folder " + std::string(urbansound8k::folder_name) +
                       remedy);
  }
  return open_urbansound8k(root, options.require_complete);
}

Collection open_miniature(const DatasetOptions& options) {
  const fs::path root = miniature_folder(options.miniature);
  write_miniature_urbansound8k(root, options.miniature);
  Collection collection = open_urbansound8k(root, options.require_complete);
  collection.synthetic = true;
  return collection;
}

// Within each fold, so that every fold keeps as many sources of a class as it had. A source that
// lies in several folds counts for the first one.
void permute_labels(Collection& collection, std::uint64_t seed) {
  std::unordered_map<std::string, int> label_of;
  std::map<int, std::vector<std::string>> sources_of_fold;
  for (const Clip& clip : collection.clips) {
    const bool is_new = label_of.emplace(clip.source, clip.label).second;
    if (is_new) sources_of_fold[clip.fold].push_back(clip.source);
  }
  std::unordered_map<std::string, int> permuted;
  for (const auto& [fold, sources] : sources_of_fold) {
    std::vector<std::int32_t> order(sources.size());
    shuffled({.seed = seed, .use = RandomUse::permutation}, static_cast<std::uint64_t>(fold),
             order.data(), static_cast<std::int64_t>(order.size()));
    for (std::size_t index = 0; index < sources.size(); ++index) {
      permuted[sources[index]] = label_of[sources[static_cast<std::size_t>(order[index])]];
    }
  }
  for (Clip& clip : collection.clips) clip.label = permuted[clip.source];
}

}  // namespace

void describe(config::Fields& fields, MiniatureOptions& options) {
  fields.integer("clips", options.clips, {1, 100}, "", "clips of each class in each fold");
  fields.number("seconds", options.seconds, {1.0, 4.0}, "s", "length of a clip");
  fields.integer("seed", options.seed, {0, 2147483647}, "",
                 "seed of the sounds, apart from that of the experiment");
}

void describe(config::Fields& fields, DatasetOptions& options) {
  fields.choice("kind", options.kind, {{"urbansound8k", DatasetKind::urbansound8k}},
                "layout, list and labels of the data set");
  fields.text("root", options.root,
              "folder of the data set; empty: below TIMBRE_DATA, else the built-in miniature");
  fields.choice("on_bad_file", options.on_bad_file,
                {{"skip", cache::OnBadFile::skip}, {"fail", cache::OnBadFile::fail}},
                "skip counts and lists files that cannot be read, fail stops at the first");
  fields.boolean("require_complete", options.require_complete,
                 "files of the list that are absent are an error, not a warning");
  fields.boolean("permute_labels", options.permute_labels,
                 "a control: labels shuffled between recordings, so that nothing can be learnt");
  fields.section("miniature", options.miniature, "the built-in miniature of the data set");
}

Collection open_collection(const DatasetOptions& options, std::uint64_t seed) {
  const std::string data = environment("TIMBRE_DATA");
  Collection collection = !options.root.empty() ? open_named(options)
                          : !data.empty()       ? open_below(data, options)
                                                : open_miniature(options);
  if (options.permute_labels) permute_labels(collection, seed);
  return collection;
}

}  // namespace timbre::dataset
