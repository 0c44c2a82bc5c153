#include <algorithm>
#include <bit>
#include <cstring>
#include <set>

#include "byte_reader.hpp"
#include "numbers.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/json.hpp"
#include "timbre/model/weights.hpp"

namespace timbre::model {
namespace {

static_assert(std::endian::native == std::endian::little,
              "numbers are read and written as they lie");

constexpr std::uint64_t longest_header = 100'000'000;  // bytes; the format's own limit

struct Entry {
  std::string name;
  Shape shape;
  NumberKind kind;
  std::int64_t begin;
  std::int64_t end;  ///< bytes behind the header
};

/// Number of elements, or an error: sizes of a hostile file may be negative or overflow.
std::int64_t checked_count(const Shape& shape, std::int64_t most, const std::string& what) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || (size > 0 && count > most / size)) {
      throw Error(what + ": the shape " + to_string(shape) + " does not fit into the file");
    }
    count *= size;
  }
  return count;
}

Entry read_entry(const std::string& name, const Json& json, std::int64_t size,
                 const std::string& source) {
  const std::string what = source + ": array '" + name + "'";
  const std::optional<NumberKind> kind = safetensors_kind(json.at("dtype").text());
  if (!kind) {
    throw Error(what + ": numbers of type " + json.at("dtype").text() +
                " cannot be read; F64, F32, F16, BF16, I64, I32, I16, I8, U8 and BOOL can");
  }
  Entry entry{name, {}, *kind, 0, 0};
  for (const Json& length : json.at("shape").items()) entry.shape.push_back(length.integer());
  const Json::Array& offsets = json.at("data_offsets").items();
  if (offsets.size() != 2) throw Error(what + ": data_offsets must be two numbers");
  entry.begin = offsets[0].integer();
  entry.end = offsets[1].integer();
  if (entry.begin < 0 || entry.begin > entry.end || entry.end > size) {
    throw Error(what + ": bytes " + std::to_string(entry.begin) + " to " +
                std::to_string(entry.end) + " lie outside of the " + std::to_string(size) +
                " that follow the header: is the file complete?");
  }
  const std::int64_t bytes = byte_count(*kind);
  if (checked_count(entry.shape, size, what) * bytes != entry.end - entry.begin) {
    throw Error(what + ": the shape " + to_string(entry.shape) + " needs other than its " +
                std::to_string(entry.end - entry.begin) + " bytes");
  }
  return entry;
}

void expect_no_holes(std::vector<Entry> entries, std::int64_t size, const std::string& source) {
  std::ranges::sort(entries, {}, [](const Entry& entry) {
    return std::pair{entry.begin, entry.end};
  });
  std::int64_t end = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != end) {
      throw Error(source + ": array '" + entry.name + "' begins at byte " +
                  std::to_string(entry.begin) + ", but what stands before it ends at " +
                  std::to_string(end));
    }
    end = entry.end;
  }
  if (end != size) {
    throw Error(source + ": " + std::to_string(size - end) +
                " bytes at the end belong to no array");
  }
}

}  // namespace

std::vector<NamedTensor> read_safetensors(std::string_view bytes, const std::string& source) {
  ByteReader reader(bytes, source);
  const auto header_size = reader.number<std::uint64_t>();
  if (header_size > longest_header) {
    throw Error(source + ": a header of " + std::to_string(header_size) +
                " bytes: this is no safetensors file");
  }
  const Json header = Json::parse(reader.take(header_size), source + " (header)");
  const auto size = static_cast<std::int64_t>(reader.left());
  const std::string_view content = reader.take(reader.left());

  std::vector<Entry> entries;
  std::set<std::string> names;
  for (const auto& [name, json] : header.members()) {
    if (name == "__metadata__") continue;
    if (!names.insert(name).second) throw Error(source + ": array '" + name + "' stands twice");
    entries.push_back(read_entry(name, json, size, source));
  }
  expect_no_holes(entries, size, source);
  std::vector<NamedTensor> tensors;
  for (Entry& entry : entries) {
    const std::string_view numbers = content.substr(
        static_cast<std::size_t>(entry.begin), static_cast<std::size_t>(entry.end - entry.begin));
    tensors.push_back(
        {std::move(entry.name), Tensor(std::move(entry.shape), to_floats(numbers, entry.kind))});
  }
  return tensors;
}

void write_safetensors(const std::filesystem::path& path, std::span<const NamedTensor> tensors) {
  Json header = Json::object();
  std::int64_t end = 0;
  for (const auto& [name, tensor] : tensors) {
    require(!header.find(name), "each array has a name of its own");
    const std::int64_t begin = end;
    end += element_count(tensor.shape) * byte_count(NumberKind::f32);
    header.set(name, Json::object({{"dtype", "F32"},
                                   {"shape", Json(tensor.shape)},
                                   {"data_offsets", Json(std::vector{begin, end})}}));
  }
  std::string text = header.dump(0);
  text.resize((text.size() + 7) / 8 * 8,
              ' ');  // arrays begin at a multiple of 8, as the format wishes
  const std::uint64_t header_size = text.size();
  std::string bytes(reinterpret_cast<const char*>(&header_size), sizeof header_size);
  bytes += text;
  for (const auto& [name, tensor] : tensors) {
    bytes.append(reinterpret_cast<const char*>(tensor.values.data()),
                 tensor.values.size() * sizeof(float));
  }
  write_file(path, bytes);
}

}  // namespace timbre::model
