#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "support/scratch.hpp"

namespace timbre::test {

/// A folder laid out as UrbanSound8K, with files that nobody decodes.
class FakeUrbanSound8k {
 public:
  explicit FakeUrbanSound8k(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path csv() const { return root_ / "metadata" / "UrbanSound8K.csv"; }

  /// Lists a clip as .wav and, unless the extension is empty, puts a file with it into its fold.
  void add(const std::string& source, int fold, int class_id, const std::string& class_name,
           const std::string& extension = ".wav", int slice = 0) {
    const std::string stem =
        source + "-" + std::to_string(class_id) + "-0-" + std::to_string(slice);
    rows_ += stem + ".wav," + source + ",0.0,4.0,1," + std::to_string(fold) + "," +
             std::to_string(class_id) + "," + class_name + "\n";
    write_csv(rows_);
    if (!extension.empty()) {
      write(root_ / "audio" / ("fold" + std::to_string(fold)) / (stem + extension), "sound");
    }
  }

  /// Writes the list with these rows instead.
  void write_csv(const std::string& rows) const {
    write(csv(), "slice_file_name,fsID,start,end,salience,fold,classID,class\n" + rows);
  }

 private:
  static void write(const std::filesystem::path& path, const std::string& content) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
  }

  std::filesystem::path root_;
  std::string rows_;
};

}  // namespace timbre::test
