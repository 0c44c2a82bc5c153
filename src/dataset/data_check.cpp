#include "timbre/dataset/data_check.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <system_error>
#include <utility>

#include "timbre/core/error.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/decode/decode.hpp"

namespace timbre::dataset {
namespace {

struct FileCheck {
  std::optional<decode::AudioInfo> info;
  std::string problem;
};

FileCheck check_recording(const Clip& clip) {
  FileCheck check;
  try {
    check.info = decode::audio_info(clip.path);
    if (check.info->frames == 0) check.problem = clip.path.string() + ": holds no sample";
  } catch (const ContractError&) {
    throw;
  } catch (const Error& error) {
    check.problem = error.what();
  }
  return check;
}

FileCheck check_picture(const Clip& clip) {
  std::error_code failure;
  const bool is_empty = std::filesystem::file_size(clip.path, failure) == 0;
  if (!failure && !is_empty) return {};
  return {{}, clip.path.string() + ": " + (failure ? failure.message() : "is empty")};
}

std::vector<FileCheck> check_files(const Collection& collection, bool are_pictures) {
  std::vector<FileCheck> checks(collection.clips.size());
  parallel_for(static_cast<std::int64_t>(checks.size()), [&](std::int64_t index) {
    stop_if_interrupted();
    const Clip& clip = collection.clips[static_cast<std::size_t>(index)];
    checks[static_cast<std::size_t>(index)] =
        are_pictures ? check_picture(clip) : check_recording(clip);
  });
  return checks;
}

void measure(DataCheck& result, const std::vector<FileCheck>& checks) {
  for (const FileCheck& check : checks) {
    if (!check.problem.empty()) result.problems.push_back(check.problem);
    if (!check.info) continue;
    const double seconds = static_cast<double>(check.info->frames) / check.info->rate;
    const bool is_first = result.files_at_rate.empty();
    ++result.files_at_rate[check.info->rate];
    result.seconds += seconds;
    result.shortest = is_first ? seconds : std::min(result.shortest, seconds);
    result.longest = std::max(result.longest, seconds);
  }
}

void compare(DataCheck& result, const Collection& collection, const WholeDataset& whole) {
  const auto differ = [&](const std::string& what, std::int64_t here, std::int64_t expected) {
    if (expected == 0 || here == expected) return;
    result.problems.push_back("there are " + std::to_string(here) + " " + what +
                              ", a complete copy has " + std::to_string(expected));
  };
  differ("files", static_cast<std::int64_t>(collection.clips.size()), whole.files);
  differ("classes", static_cast<std::int64_t>(collection.classes.size()), whole.classes);
  if (collection.absent_files > 0) {
    result.problems.push_back(std::to_string(collection.absent_files) +
                              " files of the list are absent, first " +
                              collection.absent_clips.front().name);
  }
  for (const auto& [rate, files] : result.files_at_rate) {
    if (whole.rate == 0 || rate == whole.rate) continue;
    result.problems.push_back(std::to_string(files) + " files are at " + std::to_string(rate) +
                              " Hz, those of a complete copy at " + std::to_string(whole.rate));
  }
}

template <typename Key, typename Name>
std::string counts(const std::string& title, const std::map<Key, std::int64_t>& files,
                   const Name& name) {
  std::string text;
  for (const auto& [key, count] : files) {
    text += (text.empty() ? "" : ", ") + name(key) + " " + std::to_string(count);
  }
  return text.empty() ? text : title + ": " + text + "\n";
}

std::string lengths(const DataCheck& check) {
  if (check.files_at_rate.empty()) return {};
  char text[128];
  constexpr double seconds_of_hour = 3600;
  std::snprintf(text, sizeof text, "lengths: %.2f to %.2f s, %.2f hours in all\n", check.shortest,
                check.longest, check.seconds / seconds_of_hour);
  return text;
}

}  // namespace

DataCheck check_data(const Collection& collection, const DatasetOptions& options) {
  const bool are_pictures =
      options.kind == DatasetKind::folders && options.folders.contents == Contents::pictures;
  DataCheck result;
  for (const std::string& name : collection.classes) result.files_of_class[name] = 0;
  for (const Clip& clip : collection.clips) {
    ++result.files_of_class[collection.classes[static_cast<std::size_t>(clip.label)]];
    if (clip.fold > 0) ++result.files_of_fold[clip.fold];
  }
  measure(result, check_files(collection, are_pictures));
  compare(result, collection, options.whole);
  return result;
}

std::string to_text(const DataCheck& check, const Collection& collection) {
  const auto fold_name = [&](int fold) {
    const bool is_named = std::cmp_less_equal(fold, collection.fold_names.size());
    return is_named ? collection.fold_names[static_cast<std::size_t>(fold) - 1]
                    : std::to_string(fold);
  };
  std::string text = collection.root.string() + ": " + std::to_string(collection.clips.size()) +
                     " files of " + std::to_string(collection.classes.size()) + " classes\n";
  text += counts("classes", check.files_of_class, [](const std::string& name) { return name; });
  text += counts("folds", check.files_of_fold, fold_name);
  text += counts("files at Hz", check.files_at_rate, [](int rate) { return std::to_string(rate); });
  text += lengths(check);
  for (const std::string& problem : check.problems) text += "problem: " + problem + "\n";
  return text;
}

}  // namespace timbre::dataset
