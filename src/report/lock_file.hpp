#pragma once

#include <filesystem>

namespace timbre::report {

/// Holds a folder for this process: the kernel lets go of the lock when the process ends, however
/// it ends. The empty file stays.
class LockFile {
 public:
  /// Throws RequestError when another process holds the lock.
  explicit LockFile(const std::filesystem::path& path);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  int descriptor_;
};

}  // namespace timbre::report
