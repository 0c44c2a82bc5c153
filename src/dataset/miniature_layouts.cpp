// Miniatures in the layouts that options describe: a folder for each class, or a list.
#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "dataset/listing.hpp"
#include "dataset/miniature.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/hash.hpp"

namespace timbre::dataset {
namespace {

namespace fs = std::filesystem;

// Lengths go round a sixth to six sixths of the longest.
double seconds_of(const MiniatureOptions& options, int number) {
  constexpr int lengths = 6;
  return options.varied ? options.seconds * (number % lengths + 1) / lengths : options.seconds;
}

synthesis::SoundRequest request(const MiniatureOptions& options, int class_id, int source, int clip,
                                double seconds) {
  constexpr int most_classes = 1000;
  return {.sounds = options.sounds,
          .class_id = class_id,
          .seed = static_cast<std::uint64_t>(options.seed),
          .source = static_cast<std::uint64_t>(source) * most_classes +
                    static_cast<std::uint64_t>(class_id),
          .clip = static_cast<std::uint64_t>(clip),
          .seconds = seconds,
          .rate = options.rate};
}

std::vector<std::string> class_folders(const MiniatureOptions& options,
                                       const FolderLayout& layout) {
  std::vector<std::string> names = synthesis::class_names(options.sounds);
  if (layout.class_folders.empty()) return names;
  if (layout.class_folders.size() != names.size()) {
    throw RequestError("dataset.folders.class_folders lists " +
                       std::to_string(layout.class_folders.size()) +
                       " classes, the sounds of dataset.miniature are " + listing(names) +
                       "; name a data set with dataset.root, or choose other sounds");
  }
  return layout.class_folders;
}

bool tells_sources(const FolderLayout& layout) {
  return layout.source == SourceRule::prefix || layout.source == SourceRule::prefix_in_class;
}

// "blues.00007.wav", or where names tell the source "7-1.wav"; of pictures "7-1.wav.png".
std::string file_name(const FolderLayout& layout, const std::string& class_folder, int number,
                      int source, int clip) {
  const std::string ending = layout.contents == Contents::pictures ? ".wav.png" : ".wav";
  if (tells_sources(layout)) {
    return std::to_string(source) + layout.separator + std::to_string(clip) + ending;
  }
  char digits[16];
  std::snprintf(digits, sizeof digits, ".%05d", number);
  return class_folder + digits + ending;
}

// "0356dec7.wav": names that tell nothing, as Freesound's are in its list.
std::string opaque_name(int class_id, int number) {
  constexpr std::size_t digits = 8;
  return sha256(std::to_string(class_id) + "/" + std::to_string(number)).substr(0, digits) + ".wav";
}

}  // namespace

MiniaturePlan plan_miniature_folders(const MiniatureOptions& options, const FolderLayout& layout) {
  const std::vector<std::string> folders = class_folders(options, layout);
  const std::vector<std::string> parts =
      layout.parts.empty() ? std::vector{std::string()} : layout.parts;
  const int sources = tells_sources(layout) ? sources_of(options.clips) : options.clips;
  MiniaturePlan plan;
  for (int part = 0; std::cmp_less(part, parts.size()); ++part) {
    for (int class_id = 0; std::cmp_less(class_id, folders.size()); ++class_id) {
      const std::string& folder = folders[static_cast<std::size_t>(class_id)];
      for (int number = 0; number < options.clips; ++number) {
        const int source = part * sources + number % sources;
        const int clip = number / sources;
        const fs::path name =
            file_name(layout, folder, part * options.clips + number, source, clip);
        plan.files.push_back(
            {parts[static_cast<std::size_t>(part)] / (folder / name),
             request(options, class_id, source, clip, seconds_of(options, number))});
      }
    }
  }
  return plan;
}

MiniaturePlan plan_miniature_list(const MiniatureOptions& options, const ListLayout& layout) {
  const std::vector<std::string> classes = synthesis::class_names(options.sounds);
  std::vector<std::pair<std::string, std::string>> rows;  // name and class
  MiniaturePlan plan{.files = {}, .list = layout.file, .list_text = {}};
  for (int class_id = 0; std::cmp_less(class_id, classes.size()); ++class_id) {
    for (int number = 0; number < options.clips; ++number) {
      const std::string name = opaque_name(class_id, number);
      rows.emplace_back(name, classes[static_cast<std::size_t>(class_id)]);
      plan.files.push_back(
          {fs::path(layout.folder) / name,
           request(options, class_id, number, 0, seconds_of(options, number + class_id))});
    }
  }
  std::sort(rows.begin(), rows.end());
  const bool has_verified = !layout.verified_column.empty();
  const bool has_source =
      !layout.source_column.empty() && layout.source_column != layout.name_column;
  plan.list_text = layout.name_column + "," + layout.label_column +
                   (has_verified ? "," + layout.verified_column : "") +
                   (has_source ? "," + layout.source_column : "") + "\n";
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto& [name, label] = rows[row];
    plan.list_text += name + "," + label + (has_verified ? row % 3 == 0 ? ",0" : ",1" : "") +
                      (has_source ? "," + name : "") + "\n";
  }
  return plan;
}

}  // namespace timbre::dataset
