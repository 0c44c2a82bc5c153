#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>

namespace timbre::test {

/// An empty folder that disappears with the object.
class Scratch {
 public:
  Scratch() {
    static std::atomic<int> counter{0};
    const std::string name = std::to_string(getpid()) + "-" + std::to_string(counter++);
    folder_ = std::filesystem::temp_directory_path() / ("timbre-test-" + name);
    std::filesystem::create_directories(folder_);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

 private:
  std::filesystem::path folder_;
};

}  // namespace timbre::test
