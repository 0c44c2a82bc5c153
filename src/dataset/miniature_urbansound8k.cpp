#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "dataset/miniature.hpp"
#include "dataset/urbansound8k.hpp"

namespace timbre::dataset {
namespace {

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

}  // namespace

MiniaturePlan plan_miniature_urbansound8k(const MiniatureOptions& options) {
  MiniaturePlan result{.files = {}, .list = csv_path(""), .list_text = std::string(csv_header)};
  result.list_text += "\n";
  for (const Plan& plan : plan_clips(options)) {
    result.files.push_back({fold_folder("", plan.fold) / plan.file,
                            {.sounds = options.sounds,
                             .class_id = plan.class_id,
                             .seed = static_cast<std::uint64_t>(options.seed),
                             .source = static_cast<std::uint64_t>(plan.freesound_id),
                             .clip = static_cast<std::uint64_t>(plan.slice),
                             .seconds = plan.seconds,
                             .rate = options.rate}});
    result.list_text += csv_row(plan, options);
  }
  return result;
}

}  // namespace timbre::dataset
