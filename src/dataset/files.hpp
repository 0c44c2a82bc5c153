#pragma once

#include <filesystem>
#include <string>
#include <unordered_set>
#include <vector>

#include "timbre/dataset/options.hpp"

namespace timbre::dataset {

/// ".wav .flac .ogg .mp3" or ".png .jpg .jpeg", for messages.
std::string extensions(Contents contents);

/// Recordings or pictures below a folder, at any depth, sorted by name; hidden files and those of
/// other kinds are passed over. Throws RequestError when two differ in their extension alone.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               Contents contents);

/// Folders in a folder, sorted by name, hidden ones left out.
std::vector<std::string> folders_in(const std::filesystem::path& folder);

/// The names of the files in one folder, read once: lists have thousands of rows.
class FolderListing {
 public:
  explicit FolderListing(const std::filesystem::path& folder);  ///< empty when there is none

  /// The name under which a listed file is here: its own, or as WAV or FLAC of the same stem; empty
  /// when absent.
  std::string find(const std::string& listed) const;

 private:
  std::unordered_set<std::string> names_;
};

}  // namespace timbre::dataset
