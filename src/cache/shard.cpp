#include "cache/shard.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <system_error>

#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hash.hpp"

namespace timbre::cache {
namespace {

namespace fs = std::filesystem;

// Covers the state too, so that examples under a wrong name are found as damage.
std::int64_t entry_checksum(const FileState& file, std::span<const float> examples) {
  const std::array<std::int64_t, 3> numbers = {
      file.bytes, file.time, static_cast<std::int64_t>(checksum(std::as_bytes(examples)))};
  std::string record = file.name;
  record.append(reinterpret_cast<const char*>(numbers.data()), sizeof numbers);
  return static_cast<std::int64_t>(checksum(std::as_bytes(std::span<const char>(record))));
}

[[noreturn]] void damaged(const std::string& path, const std::string& reason) {
  throw Error(path + ": " + reason);
}

std::vector<FileState> read_states(const Hdf5File& content, const std::string& path) {
  std::vector<std::string> names = content.read_texts("names");
  const std::vector<std::int64_t> sizes = content.read_integers("sizes");
  const std::vector<std::int64_t> times = content.read_integers("times");
  if (sizes.size() != names.size() || times.size() != names.size()) {
    damaged(path, "the lists of files differ in length");
  }
  std::vector<FileState> files;
  for (std::size_t file = 0; file < names.size(); ++file) {
    files.push_back({std::move(names[file]), sizes[file], times[file]});
  }
  if (!std::is_sorted(
          files.begin(), files.end(),
          [](const FileState& left, const FileState& right) { return left.name < right.name; })) {
    damaged(path, "the files are out of order");
  }
  return files;
}

}  // namespace

std::optional<FileState> file_state(const fs::path& path) {
  std::error_code size_problem, time_problem;
  const auto bytes = fs::file_size(path, size_problem);
  const auto time = fs::last_write_time(path, time_problem);
  if (size_problem || time_problem) return std::nullopt;
  return FileState{.name = path.filename().string(),
                   .bytes = static_cast<std::int64_t>(bytes),
                   .time = static_cast<std::int64_t>(time.time_since_epoch().count())};
}

Shard::Shard(const fs::path& path, const features::ExampleShape& shape)
    : path_(path.string()),
      content_(path, Hdf5File::Access::read),
      shape_(shape),
      files_(read_states(content_, path_)),
      first_(content_.read_integers("first")),
      checksum_(content_.read_integers("checksum")) {
  if (checksum_.size() != files_.size() || first_.size() != files_.size() + 1 ||
      first_.front() != 0 || !std::is_sorted(first_.begin(), first_.end())) {
    damaged(path_, "the examples cannot be told apart by file");
  }
  const Shape expected = {first_.back(), shape.rows, shape.columns, shape.channels};
  if (const Shape found = content_.shape("examples"); found != expected) {
    damaged(path_, "examples are " + to_string(found) + ", not " + to_string(expected));
  }
}

std::optional<std::size_t> Shard::find(const FileState& file) const {
  const auto found = std::lower_bound(
      files_.begin(), files_.end(), file.name,
      [](const FileState& entry, const std::string& name) { return entry.name < name; });
  if (found == files_.end() || *found != file) return std::nullopt;
  return static_cast<std::size_t>(found - files_.begin());
}

std::vector<float> Shard::examples(std::size_t file) const {
  const std::int64_t count = first_.at(file + 1) - first_[file];
  std::vector<float> values(static_cast<std::size_t>(count * shape_.size()));
  if (count > 0) content_.read_rows("examples", first_[file], count, values);
  if (entry_checksum(files_[file], values) != checksum_[file]) {
    damaged(path_, "the examples of " + files_[file].name + " do not have their checksum");
  }
  return values;
}

void write_shard(const fs::path& path, const features::ExampleShape& shape,
                 std::span<const ShardEntry> entries,
                 std::span<const std::pair<std::string, std::string>> attributes,
                 Hdf5File::Stored stored) {
  std::vector<std::string> names;
  std::vector<std::int64_t> sizes, times, checksums, first = {0};
  std::vector<float> room;
  for (const ShardEntry& entry : entries) {
    names.push_back(entry.file.name);
    sizes.push_back(entry.file.bytes);
    times.push_back(entry.file.time);
    checksums.push_back(entry_checksum(entry.file, entry.examples.floats(room)));
    first.push_back(first.back() + entry.examples.size() / shape.size());
  }
  const auto files = static_cast<std::int64_t>(entries.size());
  write_atomically(
      path,
      [&](const fs::path& temporary) {
        Hdf5File content(temporary, Hdf5File::Access::create);
        for (const auto& [name, value] : attributes) content.set_attribute(name, value);
        content.write("names", names);
        content.write("sizes", sizes, {files});
        content.write("times", times, {files});
        content.write("checksum", checksums, {files});
        content.write("first", first, {files + 1});
        content.create("examples", {first.back(), shape.rows, shape.columns, shape.channels},
                       stored);
        for (std::size_t file = 0; file < entries.size(); ++file) {
          const std::int64_t count = first[file + 1] - first[file];
          if (count == 0) continue;
          content.write_rows("examples", first[file], count, entries[file].examples.floats(room));
        }
        content.flush();
      },
      Durability::kill);
}

}  // namespace timbre::cache
