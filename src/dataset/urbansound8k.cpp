#include "dataset/urbansound8k.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "dataset/csv.hpp"
#include "dataset/files.hpp"
#include "dataset/listing.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/log.hpp"
#include "timbre/dataset/collection.hpp"

namespace timbre::dataset {
namespace {

namespace fs = std::filesystem;
using namespace urbansound8k;

// The files of the ten fold folders; each folder is read once instead of asking for 8732 files.
class FoldListing {
 public:
  explicit FoldListing(const fs::path& root) {
    for (int fold = 1; fold <= fold_count; ++fold) {
      folders_.emplace_back(fold_folder(root, fold));
    }
  }

  /// The name under which a listed file is here; empty when absent.
  std::string find(int fold, const std::string& listed) const {
    return folders_[static_cast<std::size_t>(fold - 1)].find(listed);
  }

 private:
  std::vector<FolderListing> folders_;
};

// The rows of the list, all of them, whether or not their files are here.
std::vector<Clip> read_list(const fs::path& csv) {
  const CsvTable table = CsvTable::load(csv);
  const std::size_t name = table.column("slice_file_name");
  const std::size_t source = table.column("fsID");
  const std::size_t fold = table.column("fold");
  const std::size_t class_id = table.column("classID");
  const std::size_t class_name = table.column("class");

  std::vector<Clip> clips;
  std::unordered_map<std::string, std::size_t> row_of;
  for (std::size_t row = 0; row < table.size(); ++row) {
    Clip clip{.path = table.text(row, name),
              .label = static_cast<int>(table.integer(row, class_id, 0, class_count - 1)),
              .fold = static_cast<int>(table.integer(row, fold, 1, fold_count)),
              .source = table.text(row, source)};
    if (clip.path.empty() || clip.path != clip.path.filename()) {
      throw Error(table.place(row) + ": slice_file_name is '" + clip.path.string() +
                  "', which is not the name of a file; mend the line or fetch the file again");
    }
    const std::string_view expected = class_names[static_cast<std::size_t>(clip.label)];
    if (table.text(row, class_name) != expected) {
      throw Error(table.place(row) + ": class is '" + table.text(row, class_name) + "', but " +
                  std::to_string(clip.label) + " is the id of " + std::string(expected) +
                  "; mend the line or fetch the file again");
    }
    clip.name = fold_name(clip.fold) + "/" + clip.path.string();
    if (const auto [earlier, added] = row_of.emplace(clip.name, row); !added) {
      throw Error(table.place(row) + ": " + clip.name + " is listed a second time, first at " +
                  table.place(earlier->second) + "; remove one of the two lines");
    }
    clips.push_back(std::move(clip));
  }
  return clips;
}

// Which rows of the list have a file here, row by row.
class Presence {
 public:
  void count(const Clip& clip, bool here) {
    ++listed_;
    Fold& fold = folds_[static_cast<std::size_t>(clip.fold - 1)];
    fold.listed = true;
    if (here) {
      fold.here = true;
    } else if (++absent_ <= named_files) {
      first_absent_.push_back("audio/" + clip.name);
    }
  }

  void tell(Collection& collection) const {
    collection.absent_files = absent_;
    for (int fold = 1; fold <= fold_count; ++fold) {
      const Fold& found = folds_[static_cast<std::size_t>(fold - 1)];
      if (found.here) {
        collection.folds.push_back(fold);
      } else if (found.listed) {
        collection.absent_folds.push_back(fold);
      }
    }
  }

  void check(const Collection& collection, bool require_complete) const {
    const std::string root = collection.root.string() + ": ";
    if (collection.clips.empty()) {
      throw RequestError(root + "none of the " + std::to_string(listed_) + " files of " +
                         csv_path("").string() + " is here; put them into audio/fold1 to fold10");
    }
    if (absent_ == 0) return;
    const std::string absence = root + describe(collection.absent_folds);
    if (require_complete) {
      throw RequestError(absence + "; add them, or set dataset.require_complete to false");
    }
    log_warning(absence + "; the run uses the others");
  }

 private:
  static constexpr std::int64_t named_files = 3;
  struct Fold {
    bool listed = false;
    bool here = false;
  };

  std::string describe(const std::vector<int>& absent_folds) const {
    std::string text = std::to_string(absent_) + " of the " + std::to_string(listed_) +
                       " files of " + csv_path("").string() + " are absent";
    if (!absent_folds.empty()) text += " (" + named_folds(absent_folds) + " as a whole)";
    return text + ", first " + listing(first_absent_);
  }

  std::int64_t listed_ = 0;
  std::int64_t absent_ = 0;
  std::array<Fold, fold_count> folds_{};
  std::vector<std::string> first_absent_;
};

void require_list(const fs::path& root) {
  if (fs::is_regular_file(csv_path(root))) return;
  std::string remedy = "name the folder that holds metadata/ and audio/";
  if (fs::is_regular_file(csv_path(root / folder_name))) {
    remedy = "did you mean " + (root / folder_name).string() + "?";
  }
  throw RequestError(csv_path(root).string() + " does not exist, so " + root.string() +
                     " is no UrbanSound8K folder; " + remedy);
}

}  // namespace

Collection open_urbansound8k(const fs::path& root, bool require_complete) {
  require_list(root);
  const FoldListing files(root);
  Collection collection;
  collection.root = root;
  collection.classes.assign(class_names.begin(), class_names.end());
  Presence presence;
  for (Clip& clip : read_list(csv_path(root))) {
    const std::string file = files.find(clip.fold, clip.path.string());
    presence.count(clip, !file.empty());
    if (file.empty()) {
      collection.absent_clips.push_back(std::move(clip));
      continue;
    }
    clip.path = fold_folder(root, clip.fold) / file;
    collection.clips.push_back(std::move(clip));
  }
  presence.tell(collection);
  presence.check(collection, require_complete);
  return collection;
}

}  // namespace timbre::dataset
