#include "timbre/dataset/options.hpp"

#include <set>

namespace timbre::dataset {
namespace {

void refuse_repeated(config::Fields& fields, const char* key,
                     const std::vector<std::string>& names) {
  std::set<std::string> known;
  for (const std::string& name : names) {
    if (name.empty()) fields.problem(key, "a name is empty");
    if (!known.insert(name).second) fields.problem(key, "'" + name + "' is listed twice");
  }
}

}  // namespace

void describe(config::Fields& fields, MiniatureOptions& options) {
  fields.choice("sounds", options.sounds,
                {{"urban", Sounds::urban},
                 {"music_speech", Sounds::music_speech},
                 {"genres", Sounds::genres},
                 {"freesound", Sounds::freesound},
                 {"speakers", Sounds::speakers}},
                "which classes are synthesised");
  fields.integer("clips", options.clips, {1, 100}, "", "clips of each class, in each fold");
  fields.number("seconds", options.seconds, {1.0, 30.0}, "s", "length of a clip");
  fields.boolean("varied", options.varied, "lengths from a sixth of that on");
  fields.integer("rate", options.rate, {8000, 48000}, "Hz",
                 "sample rate; above 22050 the sounds are higher and faster");
  fields.integer("seed", options.seed, {0, 2147483647}, "",
                 "seed of the sounds, apart from that of the experiment");
}

void describe(config::Fields& fields, FolderLayout& layout) {
  fields.texts("parts", layout.parts,
               "folders above those of the classes, such as train and test; they become folds 1, "
               "2, ...");
  fields.texts("class_folders", layout.class_folders,
               "folders of the classes in the order of their ids; empty: all, sorted by name");
  fields.texts("classes", layout.classes, "names for these; empty: the folders' names");
  fields.choice("contents", layout.contents,
                {{"recordings", Contents::recordings}, {"pictures", Contents::pictures}},
                "WAV, FLAC, OGG and MP3, or PNG and JPEG");
  fields.choice("source", layout.source,
                {{"file", SourceRule::file},
                 {"prefix", SourceRule::prefix},
                 {"prefix_in_class", SourceRule::prefix_in_class},
                 {"subfolder", SourceRule::subfolder}},
                "what tells which files come from one recording or person");
  const bool has_prefix =
      layout.source == SourceRule::prefix || layout.source == SourceRule::prefix_in_class;
  fields.when(has_prefix, "source is a prefix", [&] {
    fields.text("separator", layout.separator, "ends the part of a name that tells the source");
    if (layout.separator.empty()) fields.problem("separator", "a prefix needs an end");
  });
  refuse_repeated(fields, "parts", layout.parts);
  refuse_repeated(fields, "class_folders", layout.class_folders);
  refuse_repeated(fields, "classes", layout.classes);
  if (!layout.classes.empty() && layout.classes.size() != layout.class_folders.size()) {
    fields.problem("classes", "names " + std::to_string(layout.classes.size()) +
                                  " classes, class_folders lists " +
                                  std::to_string(layout.class_folders.size()) + " folders");
  }
}

void describe(config::Fields& fields, ListLayout& layout) {
  fields.text("file", layout.file, "the csv, below the root");
  fields.text("folder", layout.folder, "of the recordings, below the root");
  fields.text("name_column", layout.name_column, "column of the files' names");
  fields.text("label_column", layout.label_column, "column of the classes' names");
  fields.text("source_column", layout.source_column,
              "column of what files were cut from; empty: each is a source of its own");
  fields.text("verified_column", layout.verified_column,
              "column that is 1 where a person has verified the label; empty: none");
  fields.boolean("verified_only", layout.verified_only, "leave the rows out that are not verified");
  fields.added(!layout.zipped, [&] {
    fields.boolean("zipped", layout.zipped,
                   "the labels of the rows, sorted by name, go to the files that are here, sorted, "
                   "so that an absent file shifts all labels behind it");
  });
  if (layout.file.empty()) fields.problem("file", "a list needs a file");
  if (layout.verified_only && layout.verified_column.empty()) {
    fields.problem("verified_only", "needs the name of verified_column");
  }
}

void describe(config::Fields& fields, WholeDataset& whole) {
  fields.integer("files", whole.files, {0, 100000000}, "", "files in all");
  fields.integer("classes", whole.classes, {0, 100000}, "", "classes");
  fields.integer("rate", whole.rate, {0, 768000}, "Hz", "sample rate of every file");
}

void describe(config::Fields& fields, DatasetOptions& options) {
  fields.choice("kind", options.kind,
                {{"urbansound8k", DatasetKind::urbansound8k},
                 {"folders", DatasetKind::folders},
                 {"list", DatasetKind::list}},
                "layout of the data set: UrbanSound8K's, a folder for each class, or a csv of "
                "names and labels");
  fields.text("root", options.root,
              "folder of the data set; empty: below TIMBRE_DATA, else the built-in miniature");
  fields.when(options.kind != DatasetKind::urbansound8k, "kind is not urbansound8k", [&] {
    fields.text("folder", options.folder, "name of the data set's folder below TIMBRE_DATA");
  });
  fields.when(options.kind == DatasetKind::folders, "kind: folders",
              [&] { fields.section("folders", options.folders, "a folder for each class"); });
  fields.when(options.kind == DatasetKind::list, "kind: list",
              [&] { fields.section("list", options.list, "a csv with a row for each file"); });
  fields.choice("on_bad_file", options.on_bad_file,
                {{"skip", cache::OnBadFile::skip}, {"fail", cache::OnBadFile::fail}},
                "skip counts and lists files that cannot be read, fail stops at the first");
  fields.boolean("require_complete", options.require_complete,
                 "files of the list that are absent are an error, not a warning");
  fields.boolean("permute_labels", options.permute_labels,
                 "a control: labels shuffled between recordings, so that nothing can be learnt");
  fields.section("whole", options.whole, "what a complete copy holds, for check_data; 0: unknown");
  fields.section("miniature", options.miniature, "the built-in miniature of the data set");
  const bool fits = options.kind != DatasetKind::urbansound8k ||
                    (options.miniature.sounds == Sounds::urban && !options.miniature.varied);
  if (!fits) fields.problem("miniature", "that of UrbanSound8K has urban sounds of one length");
}

}  // namespace timbre::dataset
