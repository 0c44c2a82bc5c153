#include "dataset/files.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <system_error>

#include "timbre/core/error.hpp"

namespace timbre::dataset {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view recordings[] = {".wav", ".flac", ".ogg", ".mp3"};
constexpr std::string_view pictures[] = {".png", ".jpg", ".jpeg"};

std::span<const std::string_view> known_extensions(Contents contents) {
  return contents == Contents::recordings ? std::span<const std::string_view>(recordings)
                                          : std::span<const std::string_view>(pictures);
}

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

bool is_wanted(const fs::path& path, Contents contents) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char letter) { return std::tolower(letter); });
  return std::ranges::find(known_extensions(contents), extension) !=
         known_extensions(contents).end();
}

void refuse_equal_stems(const std::vector<fs::path>& files) {
  std::map<fs::path, fs::path> file_of;
  for (const fs::path& file : files) {
    const auto [found, added] = file_of.emplace(fs::path(file).replace_extension(), file);
    if (added) continue;
    throw RequestError(found->second.string() + " and " + file.string() +
                       " differ in their extension alone, so they are probably the same; remove "
                       "one of the two");
  }
}

}  // namespace

std::string extensions(Contents contents) {
  std::string text;
  for (const std::string_view extension : known_extensions(contents)) {
    text += (text.empty() ? "" : " ") + std::string(extension);
  }
  return text;
}

std::vector<fs::path> files_below(const fs::path& folder, Contents contents) {
  std::vector<fs::path> files;
  const auto options = fs::directory_options::follow_directory_symlink;
  for (auto entry = fs::recursive_directory_iterator(folder, options);
       entry != fs::recursive_directory_iterator(); ++entry) {
    if (is_hidden(entry->path())) {
      if (entry->is_directory()) entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && is_wanted(entry->path(), contents)) {
      files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end(), [](const fs::path& left, const fs::path& right) {
    return left.string() < right.string();
  });
  refuse_equal_stems(files);
  return files;
}

std::vector<std::string> folders_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory() && !is_hidden(entry.path())) {
      names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

FolderListing::FolderListing(const fs::path& folder) {
  std::error_code absent;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, absent)) {
    names_.insert(entry.path().filename().string());
  }
}

std::string FolderListing::find(const std::string& listed) const {
  if (names_.contains(listed)) return listed;
  for (const char* extension : {".flac", ".wav"}) {
    const std::string other = fs::path(listed).replace_extension(extension).string();
    if (names_.contains(other)) return other;
  }
  return "";
}

}  // namespace timbre::dataset
