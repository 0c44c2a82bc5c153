#include <algorithm>
#include <iterator>
#include <utility>

#include "dataset/files.hpp"
#include "dataset/listing.hpp"
#include "dataset/readers.hpp"
#include "timbre/core/error.hpp"

namespace timbre::dataset {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t fewest_classes = 2;

// The data set's folders that hold class folders: those of its parts, or the root.
std::vector<fs::path> part_folders(const fs::path& root, const FolderLayout& layout) {
  if (layout.parts.empty()) return {root};
  std::vector<fs::path> folders;
  for (const std::string& part : layout.parts) {
    folders.push_back(root / part);
    if (fs::is_directory(folders.back())) continue;
    throw RequestError(folders.back().string() +
                       " does not exist; dataset.folders.parts names it; " + root.string() +
                       " holds " + listing(folders_in(root)));
  }
  return folders;
}

std::vector<std::string> class_folders(const std::vector<fs::path>& parts,
                                       const FolderLayout& layout) {
  if (!layout.class_folders.empty()) return layout.class_folders;
  std::vector<std::string> all;
  for (const fs::path& part : parts) {
    std::vector<std::string> merged;
    const std::vector<std::string> here = folders_in(part);
    std::set_union(all.begin(), all.end(), here.begin(), here.end(), std::back_inserter(merged));
    all = std::move(merged);
  }
  if (all.size() < fewest_classes) {
    throw RequestError(parts.front().string() + " holds " + std::to_string(all.size()) +
                       " folders; a folder is needed for each class, and two classes at least");
  }
  return all;
}

std::string source_of(const fs::path& file, const fs::path& class_folder, const std::string& name,
                      const FolderLayout& layout) {
  const std::string stem = file.stem().string();
  const std::string prefix = stem.substr(0, stem.find(layout.separator));
  const fs::path below_class = file.lexically_relative(class_folder);
  switch (layout.source) {
    case SourceRule::file:
      return name;
    case SourceRule::prefix:
      return prefix;
    case SourceRule::prefix_in_class:
      return class_folder.filename().string() + "/" + prefix;
    case SourceRule::subfolder:
      return below_class.has_parent_path() ? below_class.begin()->string() : name;
  }
  return name;
}

void require_files(const fs::path& folder, std::size_t files, Contents contents) {
  if (files > 0) return;
  const std::string wanted = contents == Contents::recordings ? "recording" : "picture";
  throw RequestError(folder.string() + " holds no " + wanted + " (" + extensions(contents) +
                     "); put some there, or remove the folder");
}

void read_class(const fs::path& folder, const FolderLayout& layout, int label, int fold,
                Collection& collection) {
  if (!fs::is_directory(folder)) {
    throw RequestError(folder.string() + " does not exist; every class needs a folder in " +
                       folder.parent_path().string() + ", which holds " +
                       listing(folders_in(folder.parent_path())));
  }
  const std::vector<fs::path> files = files_below(folder, layout.contents);
  require_files(folder, files.size(), layout.contents);
  for (const fs::path& file : files) {
    const std::string name = file.lexically_relative(collection.root).string();
    collection.clips.push_back({.name = name,
                                .path = file,
                                .label = label,
                                .fold = fold,
                                .source = source_of(file, folder, name, layout)});
  }
}

}  // namespace

Collection open_folders(const fs::path& root, const FolderLayout& layout) {
  Collection collection;
  collection.root = root;
  collection.fold_names = layout.parts;
  const std::vector<fs::path> parts = part_folders(root, layout);
  const std::vector<std::string> folders = class_folders(parts, layout);
  collection.classes = layout.classes.empty() ? folders : layout.classes;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const int fold = layout.parts.empty() ? 0 : static_cast<int>(part) + 1;
    if (fold > 0) collection.folds.push_back(fold);
    for (std::size_t label = 0; label < folders.size(); ++label) {
      read_class(parts[part] / folders[label], layout, static_cast<int>(label), fold, collection);
    }
  }
  return collection;
}

}  // namespace timbre::dataset
