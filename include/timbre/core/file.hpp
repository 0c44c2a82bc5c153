#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace timbre {

/// The whole file. Throws Error that names the path and the system's reason.
std::string read_file(const std::filesystem::path& path);

/// Writes beside `path` and renames, so that the file is the old one or the new one, never half.
/// Missing folders are made. Throws Error that names the path and the system's reason.
void write_file(const std::filesystem::path& path, std::string_view content);

/// What a written file is sure to survive.
enum class Durability {
  power_cut,  ///< the system has put it on the disk before the call returns
  kill,       ///< the end of this process: enough for what can be computed again
};

/// The same for a writer that wants a path: `write` fills the temporary file it is given. When it
/// throws, the temporary file is removed and what existed stays.
void write_atomically(const std::filesystem::path& path,
                      const std::function<void(const std::filesystem::path&)>& write,
                      Durability durability = Durability::power_cut);

/// `TIMBRE_CACHE`, else `$XDG_CACHE_HOME/timbre`, else `~/.cache/timbre`.
std::filesystem::path cache_folder();

/// The value of an environment variable, empty when unset.
std::string environment(const char* name);

/// "2026-11-21T12:34:56Z", the present time in UTC.
std::string utc_time();

}  // namespace timbre
