#include "decode/input_file.hpp"

#include <system_error>

#include "timbre/core/error.hpp"

namespace timbre::decode {

namespace fs = std::filesystem;

void fail(const std::string& name, const std::string& reason, const std::string& remedy) {
  throw Error(name + ": " + reason + "; " + remedy);
}

void check_is_file(const fs::path& path, std::string_view kind) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (!fs::exists(status)) fail(path.string(), "there is no such file", "check the path");
  if (fs::is_directory(status)) {
    fail(path.string(), "is a folder, not a " + std::string(kind), "name a file in it");
  }
  if (fs::is_regular_file(status) && fs::file_size(path, ignored) == 0) {
    fail(path.string(), "has no bytes", "fetch it again or leave it out");
  }
}

}  // namespace timbre::decode
