#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "timbre/cache/extract.hpp"
#include "timbre/config/fields.hpp"

namespace timbre::dataset {

/// The built-in miniature of a data set: sounds synthesised with the data set's own layout.
struct MiniatureOptions {
  int clips = 2;         ///< of each class in each fold
  double seconds = 2.0;  ///< length of a clip
  int seed = 1;
  bool operator==(const MiniatureOptions&) const = default;
};

enum class DatasetKind { urbansound8k };

/// The `dataset:` part of an experiment.
struct DatasetOptions {
  DatasetKind kind = DatasetKind::urbansound8k;
  /// Folder of the data set. Empty: TIMBRE_DATA and the data set's own name below it; when that is
  /// unset too, the built-in miniature. A folder that is named but missing is an error.
  std::string root;
  cache::OnBadFile on_bad_file = cache::OnBadFile::skip;
  bool require_complete = false;  ///< rows of the list without a file are an error
  bool permute_labels = false;    ///< a control: labels shuffled between sources, nothing to learn
  MiniatureOptions miniature;
  bool operator==(const DatasetOptions&) const = default;
};
void describe(config::Fields& fields, MiniatureOptions& options);
void describe(config::Fields& fields, DatasetOptions& options);

/// One labelled recording.
struct Clip {
  std::string name = {};  ///< "fold1/7061-6-0-0.wav"
  std::filesystem::path path = {};
  int label = 0;            ///< index into Collection::classes
  int fold = 0;             ///< 1-based
  std::string source = {};  ///< the recording it was cut from: Freesound id
};

/// A data set as it lies on this machine.
struct Collection {
  std::vector<Clip> clips;           ///< in the order of the list (csv)
  std::vector<std::string> classes;  ///< in the order of their ids
  std::vector<int> folds;            ///< that have files here, ascending
  std::vector<int> absent_folds;     ///< of the list, without any file here
  std::int64_t absent_files = 0;     ///< rows of the list without a file
  bool synthetic = false;            ///< the built-in miniature
  std::filesystem::path root;
};

/// Finds the data set of the options, or writes its miniature into the cache folder first.
/// Rows whose file is absent are counted with one warning. A file counts with its own extension or
/// as .flac beside it. Throws RequestError that names what is missing and what to do.
Collection open_collection(const DatasetOptions& options, std::uint64_t seed);

/// Folder, layout and label facts of UrbanSound8K (Salamon, Jacoby and Bello, 2014):
/// `metadata/UrbanSound8K.csv` and `audio/foldN/`.
Collection open_urbansound8k(const std::filesystem::path& root, bool require_complete);

/// Writes the miniature of UrbanSound8K into `root` unless it is there already: ten kinds of
/// sound, ten folds, its csv and file names; sources differ within a class, so that folds are a
/// fair test.
void write_miniature_urbansound8k(const std::filesystem::path& root,
                                  const MiniatureOptions& options);

}  // namespace timbre::dataset
