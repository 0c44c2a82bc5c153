#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace timbre::decode {

/// Throws Error "NAME: REASON; REMEDY".
[[noreturn]] void fail(const std::string& name, const std::string& reason,
                       const std::string& remedy);

/// Throws Error when there is no file at `path`, a folder, or a file without bytes. `kind` is what
/// it should be, "recording".
void check_is_file(const std::filesystem::path& path, std::string_view kind);

}  // namespace timbre::decode
