#pragma once

#include <string>
#include <vector>

#include "timbre/cache/extract.hpp"
#include "timbre/config/fields.hpp"

namespace timbre::dataset {

/// Which synthesised sounds a miniature holds.
enum class Sounds { urban, music_speech, genres, freesound, speakers };

/// The built-in miniature of a data set: sounds synthesised with the data set's own layout.
struct MiniatureOptions {
  Sounds sounds = Sounds::urban;
  int clips = 2;         ///< of each class, in each fold where there are folds
  double seconds = 2.0;  ///< length of a clip
  bool varied = false;   ///< lengths from a sixth of that on
  int rate = 22050;      ///< Hz
  int seed = 1;
  bool operator==(const MiniatureOptions&) const = default;
};
void describe(config::Fields& fields, MiniatureOptions& options);

/// How a data set lies on disk.
enum class DatasetKind {
  urbansound8k,  ///< its csv, and a folder for each fold
  folders,       ///< a folder for each class
  list,          ///< a csv of names and labels
};

enum class Contents { recordings, pictures };

/// What tells the source of a file in a folder for each class: the recording or the person.
enum class SourceRule {
  file,             ///< each file is a source of its own
  prefix,           ///< the name up to a separator, the same source in every class
  prefix_in_class,  ///< the name up to a separator, another source in every class
  subfolder,        ///< the folder below that of the class
};

/// A folder for each class, alone or below a folder for each part: `{train,test}/{cat,dog}/`.
struct FolderLayout {
  std::vector<std::string> parts = {};          ///< folders above the classes: folds 1, 2, ...
  std::vector<std::string> class_folders = {};  ///< in the order of ids; empty: all, sorted by name
  std::vector<std::string> classes = {};        ///< their names; empty: those of the folders
  Contents contents = Contents::recordings;
  SourceRule source = SourceRule::file;
  std::string separator = "-";  ///< ends the prefix that names a source
  bool operator==(const FolderLayout&) const = default;
};
void describe(config::Fields& fields, FolderLayout& layout);

/// A csv with a row for each file of one folder.
struct ListLayout {
  std::string file = "train.csv";      ///< of the list, below the root
  std::string folder = "audio_train";  ///< of the recordings, below the root
  std::string name_column = "fname";
  std::string label_column = "label";
  std::string source_column = {};    ///< empty: each file is a source of its own
  std::string verified_column = {};  ///< 1 in rows whose label a person has verified
  bool verified_only = false;        ///< leaves the other rows out
  bool zipped = false;               ///< document 002: labels go to files by order, not by name
  bool operator==(const ListLayout&) const = default;
};
void describe(config::Fields& fields, ListLayout& layout);

/// What a complete copy holds; 0: not known.
struct WholeDataset {
  int files = 0;
  int classes = 0;
  int rate = 0;  ///< Hz
  bool operator==(const WholeDataset&) const = default;
};
void describe(config::Fields& fields, WholeDataset& whole);

/// The `dataset:` part of an experiment.
struct DatasetOptions {
  DatasetKind kind = DatasetKind::urbansound8k;
  /// Folder of the data set. Empty: TIMBRE_DATA and the data set's own name below it; when that is
  /// unset too, the built-in miniature. A folder that is named but missing is an error.
  std::string root = {};
  std::string folder = {};  ///< its name below TIMBRE_DATA; UrbanSound8K has one already
  FolderLayout folders = {};
  ListLayout list = {};
  cache::OnBadFile on_bad_file = cache::OnBadFile::skip;
  bool require_complete = false;  ///< rows of the list without a file are an error
  bool permute_labels = false;    ///< a control: labels shuffled between sources, nothing to learn
  WholeDataset whole = {};
  MiniatureOptions miniature = {};
  bool operator==(const DatasetOptions&) const = default;
};
void describe(config::Fields& fields, DatasetOptions& options);

}  // namespace timbre::dataset
