// Texts of variable length. An attribute holds a reference for each: its length, the address of a
// collection of the global heap, and its number there ("HDF5 File Format Specification", III.E).
#include "core/hdf5_heap.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <string_view>

namespace timbre {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the file's numbers are read as they lie");

constexpr std::size_t reference_bytes = 16;
constexpr std::size_t header_bytes = 16;  // of a collection, and of an object in it
constexpr std::size_t alignment = 8;
constexpr std::uint64_t largest_collection = 1 << 24;  // bytes; usual are 4096

struct Reference {
  std::uint32_t length;  ///< bytes
  std::uint64_t address;
  std::uint32_t number;  ///< of the object in the collection
};

template <typename Number>
Number number_at(std::string_view bytes, std::size_t at) {
  Number number;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

// As a conversion of the library: it gives what stands in the file, and reads no heap for it.
herr_t copy_references(hid_t, hid_t, H5T_cdata_t* conversion, std::size_t, std::size_t, std::size_t,
                       void*, void*, hid_t) {
  if (conversion->command == H5T_CONV_INIT) conversion->need_bkg = H5T_BKG_NO;
  return 0;
}

void require_usual_sizes(const Hdf5File::State& state) {
  const Hdf5Handle plan(H5Fget_create_plist(state.file.id()), H5Pclose);
  std::size_t of_addresses = 0, of_lengths = 0;
  if (H5Pget_sizes(plan.id(), &of_addresses, &of_lengths) >= 0 && of_addresses == 8 &&
      of_lengths == 8) {
    return;
  }
  throw Error(state.name +
              ": texts of variable length are read from files with addresses of 8 "
              "bytes alone");
}

std::vector<Reference> references(const Hdf5File::State& state, const std::string& item,
                                  const Hdf5Handle& attribute, std::size_t count) {
  require_usual_sizes(state);
  const Hdf5Handle type(H5Aget_type(attribute.id()), H5Tclose);
  const Hdf5Handle raw(H5Tcreate(H5T_OPAQUE, reference_bytes), H5Tclose);
  constexpr const char* name = "references to texts";
  H5Tregister(H5T_PERS_SOFT, name, type.id(), raw.id(), copy_references);
  std::string bytes(count * reference_bytes, '\0');
  const herr_t status = H5Aread(attribute.id(), raw.id(), bytes.data());
  H5Tunregister(H5T_PERS_SOFT, name, type.id(), raw.id(), copy_references);
  if (status < 0) state.fail(item, "read");
  std::vector<Reference> found;
  for (std::size_t at = 0; at < bytes.size(); at += reference_bytes) {
    found.push_back({number_at<std::uint32_t>(bytes, at), number_at<std::uint64_t>(bytes, at + 4),
                     number_at<std::uint32_t>(bytes, at + 12)});
  }
  return found;
}

std::string bytes_at(std::ifstream& file, std::uint64_t address, std::uint64_t count) {
  std::string bytes(count, '\0');
  file.clear();
  file.seekg(static_cast<std::streamoff>(address));
  file.read(bytes.data(), static_cast<std::streamsize>(count));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

// The collection's objects behind its header; empty where there is none.
std::string objects_at(std::ifstream& file, std::uint64_t address) {
  if (address > std::numeric_limits<std::int64_t>::max()) return {};
  const std::string header = bytes_at(file, address, header_bytes);
  if (header.size() < header_bytes || !header.starts_with("GCOL")) return {};
  const auto size = number_at<std::uint64_t>(header, 8);
  if (size < header_bytes || size > largest_collection) return {};
  return bytes_at(file, address + header_bytes, size - header_bytes);
}

std::optional<std::string> text_of(std::ifstream& file, const Reference& reference) {
  if (reference.length == 0) return std::string();
  const std::string collection = objects_at(file, reference.address);
  std::string_view objects = collection;
  while (objects.size() >= header_bytes) {
    const auto number = number_at<std::uint16_t>(objects, 0);
    const auto size = number_at<std::uint64_t>(objects, 8);
    const std::string_view content = objects.substr(header_bytes);
    if (number == 0 || size > content.size()) break;  // what is free ends them
    if (number == reference.number && reference.length <= size) {
      const std::string_view text = content.substr(0, reference.length);
      return std::string(text.substr(0, text.find('\0')));
    }
    objects =
        content.substr(std::min(content.size(), (size + alignment - 1) / alignment * alignment));
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> read_variable_texts(const Hdf5File::State& state, const std::string& item,
                                             const Hdf5Handle& attribute, std::size_t count) {
  std::ifstream file(state.name, std::ios::binary);
  std::vector<std::string> texts;
  for (const Reference& reference : references(state, item, attribute, count)) {
    std::optional<std::string> text = text_of(file, reference);
    if (!text) throw Error(state.name + ": " + item + " refers to a text that is not there");
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace timbre
