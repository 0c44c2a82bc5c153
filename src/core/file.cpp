#include "timbre/core/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <system_error>
#include <utility>

#include "timbre/core/error.hpp"

namespace timbre {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* action, const fs::path& path, int code) {
  throw Error(path.string() + ": cannot " + action + ": " + std::generic_category().message(code));
}

// A file descriptor that is closed with the object.
class OpenFile {
 public:
  OpenFile(const fs::path& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

// Messages name the file that is meant, not the temporary one that is written.
void write_bytes(const fs::path& temporary, std::string_view content, const fs::path& meant) {
  const OpenFile file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
  if (file.descriptor() < 0) fail("write", meant, errno);
  while (!content.empty()) {
    const ssize_t written = ::write(file.descriptor(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", meant, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Without this, a power cut after the rename could leave an empty file under the final name.
void flush_to_disk(const fs::path& temporary, const fs::path& meant) {
  const OpenFile file(temporary, O_RDONLY);
  if (file.descriptor() < 0 || ::fsync(file.descriptor()) != 0) fail("write", meant, errno);
}

// Unlike that of any other writer, in this process or another.
fs::path temporary_name(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  fs::path name = path;
  name += ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
  return name;
}

}  // namespace

std::string read_file(const fs::path& path) {
  const OpenFile file(path, O_RDONLY);
  if (file.descriptor() < 0) fail("read", path, errno);
  std::string content;
  char piece[1 << 16];
  for (;;) {
    const ssize_t count = ::read(file.descriptor(), piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path, errno);
    if (count == 0) return content;
    content.append(piece, static_cast<std::size_t>(count));
  }
}

void write_file(const fs::path& path, std::string_view content) {
  write_atomically(path, [&](const fs::path& temporary) { write_bytes(temporary, content, path); });
}

void write_atomically(const fs::path& path, const std::function<void(const fs::path&)>& write,
                      Durability durability) {
  std::error_code problem;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), problem);
  if (problem) fail("make the folder of", path, problem.value());
  const fs::path temporary = temporary_name(path);
  try {
    write(temporary);
    if (durability == Durability::power_cut) flush_to_disk(temporary, path);
    fs::rename(temporary, path, problem);
    if (problem) fail("write", path, problem.value());
  } catch (...) {
    fs::remove(temporary, problem);
    throw;
  }
}

fs::path cache_folder() {
  if (const std::string chosen = environment("TIMBRE_CACHE"); !chosen.empty()) return chosen;
  if (const std::string xdg = environment("XDG_CACHE_HOME"); !xdg.empty()) {
    return fs::path(xdg) / "timbre";
  }
  const std::string home = environment("HOME");
  if (home.empty()) {
    throw RequestError(
        "no place for the cache: neither TIMBRE_CACHE nor HOME is set; "
        "set TIMBRE_CACHE to a folder");
  }
  return fs::path(home) / ".cache" / "timbre";
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string utc_time() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[sizeof "2026-11-21T12:34:56Z"];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

}  // namespace timbre
