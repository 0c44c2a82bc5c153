#include <unistd.h>

#include <algorithm>
#include <string>
#include <system_error>
#include <vector>

#include "dataset/synthesis/signal.hpp"
#include "dataset/synthesis/synthesis.hpp"
#include "dataset/urbansound8k.hpp"
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
using namespace urbansound8k;

// One clip of the miniature: a row of its list and a file.
struct Plan {
  std::string file;  // <fsID>-<classID>-<occurrence>-<slice>.wav
  int freesound_id;
  int fold;
  int class_id;
  int slice;  // number within its source
  double seconds;
};

// About two clips of three are recordings of their own; the others are further cuts of these.
int sources_of(int clips) {
  return (2 * clips + 2) / 3;
}

// Recordings of Freesound have ids of up to six digits; ours start where those of UrbanSound8K end.
int freesound_id(int fold, int class_id, int source) {
  return 900000 + (source * fold_count + fold - 1) * class_count + class_id;
}

// Two folds have a shot that is shorter than one segment of 0.93 s, as 412 of the real clips are.
double clip_seconds(const MiniatureOptions& options, int fold, int class_id, int clip) {
  constexpr int gun_shot = 6;
  constexpr double too_short = 0.6;
  const bool is_last = clip > 0 && clip == options.clips - 1;
  const bool is_short = class_id == gun_shot && (fold == 3 || fold == 8) && is_last;
  return is_short ? too_short : options.seconds;
}

std::vector<Plan> plan_clips(const MiniatureOptions& options) {
  const int sources = sources_of(options.clips);
  std::vector<Plan> plans;
  for (int fold = 1; fold <= fold_count; ++fold) {
    for (int class_id = 0; class_id < class_count; ++class_id) {
      for (int clip = 0; clip < options.clips; ++clip) {
        Plan plan{.file = {},
                  .freesound_id = freesound_id(fold, class_id, clip % sources),
                  .fold = fold,
                  .class_id = class_id,
                  .slice = clip / sources,
                  .seconds = clip_seconds(options, fold, class_id, clip)};
        plan.file = std::to_string(plan.freesound_id) + "-" + std::to_string(class_id) + "-0-" +
                    std::to_string(plan.slice) + ".wav";
        plans.push_back(std::move(plan));
      }
    }
  }
  std::sort(plans.begin(), plans.end(),
            [](const Plan& left, const Plan& right) { return left.file < right.file; });
  return plans;
}

std::string csv_row(const Plan& plan, const MiniatureOptions& options) {
  const double start = plan.slice * options.seconds;
  std::string row = plan.file;
  for (const std::string& field :
       {std::to_string(plan.freesound_id), std::to_string(start),
        std::to_string(start + plan.seconds), std::string("1"), std::to_string(plan.fold),
        std::to_string(plan.class_id),
        std::string(class_names[static_cast<std::size_t>(plan.class_id)])}) {
    row += "," + field;
  }
  return row + "\n";
}

void write_clip(const fs::path& root, const Plan& plan, const MiniatureOptions& options) {
  const std::vector<float> samples =
      synthesis::synthesise({.class_id = plan.class_id,
                             .seed = static_cast<std::uint64_t>(options.seed),
                             .source = static_cast<std::uint64_t>(plan.freesound_id),
                             .clip = static_cast<std::uint64_t>(plan.slice),
                             .seconds = plan.seconds});
  decode::write_wav(fold_folder(root, plan.fold) / plan.file, samples, synthesis::sample_rate);
}

void write_all(const fs::path& root, const MiniatureOptions& options) {
  for (int fold = 1; fold <= fold_count; ++fold) fs::create_directories(fold_folder(root, fold));
  const std::vector<Plan> plans = plan_clips(options);
  parallel_for(static_cast<std::int64_t>(plans.size()), [&](std::int64_t index) {
    stop_if_interrupted();
    write_clip(root, plans[static_cast<std::size_t>(index)], options);
  });
  std::string csv = std::string(csv_header) + "\n";
  for (const Plan& plan : plans) csv += csv_row(plan, options);
  write_file(csv_path(root), csv);
}

}  // namespace

void write_miniature_urbansound8k(const fs::path& root, const MiniatureOptions& options) {
  if (fs::exists(csv_path(root))) return;
  fs::path unfinished = root;
  unfinished += ".unfinished-" + std::to_string(::getpid());
  std::error_code problem;
  try {
    log_info("writing the built-in miniature of UrbanSound8K (synthetic sounds) into " +
             root.string());
    write_all(unfinished, options);
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
  if (fs::exists(csv_path(root))) return;
  throw Error(root.string() + ": cannot be written: " + problem.message() +
              "; remove it, or set TIMBRE_CACHE to another folder");
}

}  // namespace timbre::dataset
