#include "timbre/dataset/collection.hpp"

#include <map>
#include <unordered_map>

#include "dataset/readers.hpp"
#include "dataset/urbansound8k.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hash.hpp"
#include "timbre/core/random.hpp"

namespace timbre::dataset {
namespace {

namespace fs = std::filesystem;

/// Raised whenever the same options give other sounds than before.
constexpr int miniature_version = 1;

// Name of the data set's folder; empty where only the root can tell it.
std::string name_of_folder(const DatasetOptions& options) {
  return options.kind == DatasetKind::urbansound8k ? std::string(urbansound8k::folder_name)
                                                   : options.folder;
}

// What shapes the content of a miniature; where the real data set lies does not.
fs::path miniature_folder(const DatasetOptions& options) {
  constexpr std::size_t hash_digits = 16;
  DatasetOptions shaping;
  shaping.kind = options.kind;
  shaping.folders = options.folders;
  shaping.list = options.list;
  shaping.miniature = options.miniature;
  const std::string content =
      config::to_yaml(shaping) + "miniature_version: " + std::to_string(miniature_version);
  const std::string name = name_of_folder(options).empty() ? "own" : name_of_folder(options);
  return cache_folder() / "miniatures" / (name + "-" + sha256(content).substr(0, hash_digits));
}

Collection open_layout(const fs::path& root, const DatasetOptions& options) {
  switch (options.kind) {
    case DatasetKind::urbansound8k:
      return open_urbansound8k(root, options.require_complete);
    case DatasetKind::folders:
      return open_folders(root, options.folders);
    case DatasetKind::list:
      return open_list(root, options.list, options.require_complete);
  }
  throw ContractError("a data set of an unknown kind");
}

Collection open_named(const DatasetOptions& options) {
  if (!fs::is_directory(options.root)) {
    throw RequestError("dataset.root is '" + options.root +
                       "', which is not a folder; name the folder of the data set, or leave it "
                       "empty to use TIMBRE_DATA or the built-in miniature");
  }
  return open_layout(options.root, options);
}

Collection open_below(const fs::path& data, const DatasetOptions& options) {
  const std::string variable = "TIMBRE_DATA is '" + data.string() + "', which ";
  constexpr const char* remedy = "; correct it, or unset it to use the built-in miniature";
  if (!fs::is_directory(data)) throw RequestError(variable + "is not a folder" + remedy);
  const std::string name = name_of_folder(options);
  if (name.empty()) {
    throw RequestError(
        "TIMBRE_DATA is set, but dataset.folder does not say which folder below it holds the data "
        "set; set dataset.root to the folder, or unset TIMBRE_DATA to use the built-in miniature");
  }
  const fs::path root = data / name;
  if (!fs::is_directory(root)) {
    throw RequestError(variable + "holds no folder " + name + remedy);
  }
  return open_layout(root, options);
}

Collection open_miniature(const DatasetOptions& options) {
  const fs::path root = miniature_folder(options);
  write_miniature(root, options);
  Collection collection = open_layout(root, options);
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

Collection open_collection(const DatasetOptions& options, std::uint64_t seed) {
  const std::string data = environment("TIMBRE_DATA");
  Collection collection = !options.root.empty() ? open_named(options)
                          : !data.empty()       ? open_below(data, options)
                                                : open_miniature(options);
  if (options.permute_labels) permute_labels(collection, seed);
  return collection;
}

}  // namespace timbre::dataset
