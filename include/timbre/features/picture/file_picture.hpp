#pragma once

#include <filesystem>
#include <vector>

#include "timbre/features/options.hpp"

namespace timbre::features {

/// The example of a picture file, kind picture_file: [rows, columns, 3] from 0 to 255, resized
/// where the picture has another size. Thread-safe. Throws Error as decode_picture() does.
std::vector<float> read_picture(const std::filesystem::path& path, const ResizeOptions& size);

}  // namespace timbre::features
