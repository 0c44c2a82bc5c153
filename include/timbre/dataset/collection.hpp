#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "timbre/dataset/options.hpp"

namespace timbre::dataset {

/// One labelled recording or picture.
struct Clip {
  std::string name = {};  ///< "fold1/7061-6-0-0.wav": below the root, or as the list has it
  std::filesystem::path path = {};
  int label = 0;            ///< index into Collection::classes
  int fold = 0;             ///< 1-based; 0 in a data set without folds of its own
  std::string source = {};  ///< the recording it was cut from: Freesound id
};

/// A data set as it lies on this machine.
struct Collection {
  std::vector<Clip> clips;              ///< in the order of the list (csv) or of their names
  std::vector<std::string> classes;     ///< in the order of their ids
  std::vector<int> folds;               ///< that have files here, ascending; empty: none of its own
  std::vector<std::string> fold_names;  ///< of folds that are folders: "train", "test"
  std::vector<int> absent_folds;        ///< of the list, without any file here
  std::int64_t absent_files = 0;        ///< rows of the list without a file
  std::vector<Clip> absent_clips;       ///< these rows; their path is only the name of the file
  bool synthetic = false;               ///< the built-in miniature
  std::filesystem::path root;
};

/// Finds the data set of the options, or writes its miniature into the cache folder first.
/// Rows whose file is absent are counted with one warning. A file counts with its own extension or
/// as WAV or FLAC of the same stem. Throws RequestError that names what is missing and what to do.
Collection open_collection(const DatasetOptions& options, std::uint64_t seed);

/// Folder, layout and label facts of UrbanSound8K (Salamon, Jacoby and Bello, 2014):
/// `metadata/UrbanSound8K.csv` and `audio/foldN/`.
Collection open_urbansound8k(const std::filesystem::path& root, bool require_complete);

/// Writes the miniature of a data set into `root` unless it is there already: synthesised sounds
/// in the layout that the options describe, and a file that says so. Sources differ within a class,
/// so that a split by source is a fair test.
void write_miniature(const std::filesystem::path& root, const DatasetOptions& options);

}  // namespace timbre::dataset
