#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace timbre::dataset::urbansound8k {

/// Facts of UrbanSound8K (Salamon, Jacoby and Bello, 2014), which its miniature shares.
inline constexpr int fold_count = 10;
inline constexpr std::string_view folder_name = "UrbanSound8K";
inline constexpr std::string_view csv_header =
    "slice_file_name,fsID,start,end,salience,fold,classID,class";

/// In the order of their ids.
inline constexpr std::array<std::string_view, 10> class_names = {
    "air_conditioner", "car_horn", "children_playing", "dog_bark", "drilling",
    "engine_idling",   "gun_shot", "jackhammer",       "siren",    "street_music"};
inline constexpr int class_count = static_cast<int>(class_names.size());

inline std::filesystem::path csv_path(const std::filesystem::path& root) {
  return root / "metadata" / "UrbanSound8K.csv";
}
inline std::string fold_name(int fold) {
  return "fold" + std::to_string(fold);
}
inline std::filesystem::path fold_folder(const std::filesystem::path& root, int fold) {
  return root / "audio" / fold_name(fold);
}

}  // namespace timbre::dataset::urbansound8k
