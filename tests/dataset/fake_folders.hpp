#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace timbre::test {

/// Puts a file that nobody decodes into a folder, which is made where it is missing.
inline void touch(const std::filesystem::path& path, const std::string& content = "sound") {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

}  // namespace timbre::test
