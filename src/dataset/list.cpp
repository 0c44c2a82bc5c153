#include <algorithm>
#include <unordered_map>
#include <utility>

#include "dataset/csv.hpp"
#include "dataset/files.hpp"
#include "dataset/listing.hpp"
#include "dataset/readers.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/log.hpp"

namespace timbre::dataset {
namespace {

namespace fs = std::filesystem;

// The label of each class name, in the order in which the list first has them.
class ClassIds {
 public:
  int of(const std::string& name) {
    const auto [found, added] = ids_.emplace(name, static_cast<int>(names_.size()));
    if (added) names_.push_back(name);
    return found->second;
  }
  std::vector<std::string> names() && { return std::move(names_); }

 private:
  std::unordered_map<std::string, int> ids_;
  std::vector<std::string> names_;
};

// Reads the rows of one list into clips whose path is only the name in the list.
class RowReader {
 public:
  RowReader(const CsvTable& table, const ListLayout& layout)
      : table_(table),
        layout_(layout),
        name_(table.column(layout.name_column)),
        label_(table.column(layout.label_column)),
        source_(layout.source_column.empty() ? name_ : table.column(layout.source_column)),
        verified_(layout.verified_only ? table.column(layout.verified_column) : name_) {}

  bool is_wanted(std::size_t row) const {
    return !layout_.verified_only || table_.integer(row, verified_, 0, 1) == 1;
  }

  Clip read(std::size_t row, ClassIds& ids) {
    Clip clip{.path = table_.text(row, name_), .source = table_.text(row, source_)};
    if (clip.path.empty() || clip.path != clip.path.filename()) {
      throw Error(table_.place(row) + ": " + layout_.name_column + " is '" + clip.path.string() +
                  "', which is not the name of a file; mend the line or fetch the file again");
    }
    if (table_.text(row, label_).empty()) {
      throw Error(table_.place(row) + ": " + layout_.label_column +
                  " is empty; name the class, or remove the line");
    }
    clip.label = ids.of(table_.text(row, label_));
    clip.name = (fs::path(layout_.folder) / clip.path).string();
    refuse_repetition(row, fs::path(clip.path).stem().string());
    return clip;
  }

 private:
  void refuse_repetition(std::size_t row, const std::string& stem) {
    const auto [earlier, added] = row_of_.emplace(stem, row);
    if (added) return;
    throw Error(table_.place(row) + ": " + stem + " is listed a second time, first at " +
                table_.place(earlier->second) + "; remove one of the two lines");
  }

  const CsvTable& table_;
  const ListLayout& layout_;
  std::size_t name_, label_, source_, verified_;
  std::unordered_map<std::string, std::size_t> row_of_;
};

void require_list(const fs::path& root, const ListLayout& layout) {
  if (fs::is_regular_file(root / layout.file)) return;
  throw RequestError((root / layout.file).string() +
                     " does not exist; dataset.list.file names the csv below dataset.root");
}

// Document 002 zips its labels to the sorted pictures that it could make: the first label to the
// first of them, and so on, whatever their names say. The last rows get no file.
void zip_labels(std::vector<Clip>& clips, const std::vector<Clip>& absent_clips) {
  std::vector<Clip> rows = clips;
  rows.insert(rows.end(), absent_clips.begin(), absent_clips.end());
  const auto by_name = [](const Clip& a, const Clip& b) { return a.name < b.name; };
  std::sort(clips.begin(), clips.end(), by_name);
  std::sort(rows.begin(), rows.end(), by_name);
  for (std::size_t place = 0; place < clips.size(); ++place) clips[place].label = rows[place].label;
}

void tell_absent(const Collection& collection, const ListLayout& layout, bool require_complete) {
  constexpr std::size_t named_files = 3;
  const std::string root = collection.root.string() + ": ";
  const std::size_t listed = collection.clips.size() + collection.absent_clips.size();
  if (collection.clips.empty()) {
    throw RequestError(root + "none of the " + std::to_string(listed) + " files of " + layout.file +
                       " is here; put them into " + layout.folder);
  }
  if (collection.absent_clips.empty()) return;
  std::vector<std::string> first;
  for (const Clip& clip : collection.absent_clips) {
    if (first.size() < named_files) first.push_back(clip.name);
  }
  const std::string absence = root + std::to_string(collection.absent_files) + " of the " +
                              std::to_string(listed) + " files of " + layout.file +
                              " are absent, first " + listing(first);
  if (require_complete) {
    throw RequestError(absence + "; add them, or set dataset.require_complete to false");
  }
  log_warning(absence + "; the run uses the others");
}

}  // namespace

Collection open_list(const fs::path& root, const ListLayout& layout, bool require_complete) {
  require_list(root, layout);
  const CsvTable table = CsvTable::load(root / layout.file);
  const FolderListing files(root / layout.folder);
  RowReader rows(table, layout);
  ClassIds ids;
  Collection collection;
  collection.root = root;
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (!rows.is_wanted(row)) continue;
    Clip clip = rows.read(row, ids);
    const std::string file = files.find(clip.path.string());
    if (file.empty()) {
      collection.absent_clips.push_back(std::move(clip));
      continue;
    }
    clip.path = root / layout.folder / file;
    collection.clips.push_back(std::move(clip));
  }
  if (layout.zipped) zip_labels(collection.clips, collection.absent_clips);
  collection.classes = std::move(ids).names();
  collection.absent_files = static_cast<std::int64_t>(collection.absent_clips.size());
  tell_absent(collection, layout, require_complete);
  return collection;
}

}  // namespace timbre::dataset
