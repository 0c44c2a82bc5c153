#pragma once

#include <filesystem>

#include "timbre/dataset/collection.hpp"

namespace timbre::dataset {

/// A folder for each class. Throws RequestError for a folder that is missing or empty.
Collection open_folders(const std::filesystem::path& root, const FolderLayout& layout);

/// A csv with a row for each file; classes in the order in which the list first names them.
Collection open_list(const std::filesystem::path& root, const ListLayout& layout,
                     bool require_complete);

}  // namespace timbre::dataset
