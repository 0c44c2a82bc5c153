#include "dataset/miniature.hpp"

#include <unistd.h>

#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "dataset/synthesis/signal.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/interrupt.hpp"
#include "timbre/core/log.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/dataset/collection.hpp"
#include "timbre/decode/decode.hpp"

namespace timbre::dataset {
namespace {

namespace fs = std::filesystem;

constexpr const char* notice_name = "SYNTHETIC.txt";
constexpr const char* notice =
    "Every sound in this folder was synthesised. It has the layout of a data set and holds no "
    "recording of it;\nscores on it say nothing about the data set.\n";

MiniaturePlan plan_of(const DatasetOptions& options) {
  switch (options.kind) {
    case DatasetKind::urbansound8k:
      return plan_miniature_urbansound8k(options.miniature);
    case DatasetKind::folders:
      return plan_miniature_folders(options.miniature, options.folders);
    case DatasetKind::list:
      return plan_miniature_list(options.miniature, options.list);
  }
  throw ContractError("a miniature of an unknown kind");
}

void write_all(const fs::path& root, const MiniaturePlan& plan, int rate) {
  std::set<fs::path> folders;
  for (const MiniaturePlan::File& file : plan.files) folders.insert(file.path.parent_path());
  for (const fs::path& folder : folders) fs::create_directories(root / folder);
  parallel_for(static_cast<std::int64_t>(plan.files.size()), [&](std::int64_t index) {
    stop_if_interrupted();
    const MiniaturePlan::File& file = plan.files[static_cast<std::size_t>(index)];
    const std::vector<float> sound = synthesis::synthesise(file.sound);
    if (decode::is_picture_name(file.path)) {
      decode::write_png(root / file.path, draw_sound(sound, rate));
    } else {
      decode::write_wav(root / file.path, sound, rate);
    }
  });
  if (!plan.list.empty()) write_file(root / plan.list, plan.list_text);
  write_file(root / notice_name, notice);
}

}  // namespace

void write_miniature(const fs::path& root, const DatasetOptions& options) {
  if (fs::exists(root / notice_name)) return;
  fs::path unfinished = root;
  unfinished += ".unfinished-" + std::to_string(::getpid());
  std::error_code problem;
  try {
    log_info("writing the built-in miniature of the data set (synthetic sounds) into " +
             root.string());
    write_all(unfinished, plan_of(options), options.miniature.rate);
    fs::rename(unfinished, root, problem);
  } catch (const fs::filesystem_error& error) {
    fs::remove_all(unfinished, problem);
    throw Error(std::string(error.what()) + "; set TIMBRE_CACHE to a folder that can be written");
  } catch (...) {
    fs::remove_all(unfinished, problem);
    throw;
  }
  if (!problem) return;
  std::error_code ignored;
  fs::remove_all(unfinished, ignored);
  // Another process may have been faster; its miniature is the same.
  if (fs::exists(root / notice_name)) return;
  throw Error(root.string() + ": cannot be written: " + problem.message() +
              "; remove it, or set TIMBRE_CACHE to another folder");
}

}  // namespace timbre::dataset
