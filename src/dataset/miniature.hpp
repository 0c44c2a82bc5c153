#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataset/synthesis/synthesis.hpp"
#include "timbre/dataset/options.hpp"
#include "timbre/decode/picture.hpp"

namespace timbre::dataset {

/// What a miniature consists of, before any sound is made.
struct MiniaturePlan {
  struct File {
    std::filesystem::path path;  ///< below the root
    synthesis::SoundRequest sound;
  };
  std::vector<File> files;
  std::filesystem::path list = {};  ///< a csv below the root; empty: none
  std::string list_text = {};
};

MiniaturePlan plan_miniature_urbansound8k(const MiniatureOptions& options);
MiniaturePlan plan_miniature_folders(const MiniatureOptions& options, const FolderLayout& layout);
MiniaturePlan plan_miniature_list(const MiniatureOptions& options, const ListLayout& layout);

/// The middle quarter of a second of a sound, drawn as document 000's pictures are.
decode::Picture draw_sound(const std::vector<float>& samples, int rate);

/// About two clips of three are recordings of their own; the others are further cuts of these.
inline int sources_of(int clips) {
  return (2 * clips + 2) / 3;
}

}  // namespace timbre::dataset
