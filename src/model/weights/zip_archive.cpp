#include "zip_archive.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdint>

#include "byte_reader.hpp"

namespace timbre::model {
namespace {

constexpr std::string_view local_mark = "PK\x03\x04";
constexpr std::string_view entry_mark = "PK\x01\x02";
constexpr std::string_view end_mark = "PK\x05\x06";
constexpr std::string_view end64_mark = "PK\x06\x06";
constexpr std::string_view locator64_mark = "PK\x06\x07";
constexpr std::size_t end_size = 22;        // bytes, without the comment
constexpr std::size_t locator64_size = 20;  // bytes, right before the end record
constexpr std::uint16_t stored = 0;
constexpr std::uint16_t zip64_field = 1;
constexpr std::uint32_t in_zip64_field = 0xffffffff;
constexpr std::uint16_t count_in_zip64 = 0xffff;

/// Where the list of entries begins, and how many there are.
struct Directory {
  std::uint64_t begin;
  std::uint64_t count;
};

struct ZippedFile {
  std::string name;
  std::uint32_t checksum;
  std::uint64_t size;
  std::uint64_t begin;  ///< of the local header
};

class Reader {
 public:
  Reader(std::string_view bytes, std::string_view source) : bytes_(bytes), source_(source) {}

  [[noreturn]] void refuse(const std::string& reason) const {
    throw Error(std::string(source_) + ": " + reason);
  }

  ByteReader at(std::uint64_t place, std::string_view mark) const {
    ByteReader reader(bytes_, source_);
    reader.skip(place);
    if (reader.take(mark.size()) != mark) {
      refuse("a damaged zip archive: no record where byte " + std::to_string(place) +
             " promises one");
    }
    return reader;
  }

  Directory directory() const {
    const std::size_t end = bytes_.rfind(end_mark);
    if (end == std::string_view::npos || bytes_.size() - end < end_size) {
      refuse("the zip archive has no end: is the file complete?");
    }
    ByteReader reader = at(end, end_mark);
    reader.skip(6);  // numbers of disks, entries on this one
    const auto count = reader.number<std::uint16_t>();
    reader.skip(4);  // size of the list
    const auto begin = reader.number<std::uint32_t>();
    if (begin != in_zip64_field && count != count_in_zip64) return {begin, count};
    if (end < locator64_size) refuse("a damaged zip archive: its 64-bit end is missing");
    ByteReader locator = at(end - locator64_size, locator64_mark);
    locator.skip(4);  // number of the disk
    return directory64(locator.number<std::uint64_t>());
  }

  ZippedFile entry(ByteReader& reader) const {
    if (reader.take(entry_mark.size()) != entry_mark)
      refuse("a damaged zip archive: its list ends");
    reader.skip(6);  // versions, flags
    const auto method = reader.number<std::uint16_t>();
    reader.skip(4);  // time
    ZippedFile entry{};
    entry.checksum = reader.number<std::uint32_t>();
    const auto packed = reader.number<std::uint32_t>();
    const auto size = reader.number<std::uint32_t>();
    const auto name_size = reader.number<std::uint16_t>();
    const auto extra_size = reader.number<std::uint16_t>();
    const auto comment_size = reader.number<std::uint16_t>();
    reader.skip(8);  // disk, attributes
    const auto begin = reader.number<std::uint32_t>();
    entry.name = reader.take(name_size);
    if (method != stored) {
      refuse("'" + entry.name + "' is compressed; torch.save writes its files as they are");
    }
    ByteReader wide = zip64(reader.take(extra_size));
    entry.size = size == in_zip64_field ? wide.number<std::uint64_t>() : size;
    if (packed == in_zip64_field) wide.skip(sizeof(std::uint64_t));
    entry.begin = begin == in_zip64_field ? wide.number<std::uint64_t>() : begin;
    reader.skip(comment_size);
    return entry;
  }

  std::string_view content(const ZippedFile& entry) const {
    ByteReader reader = at(entry.begin, local_mark);
    reader.skip(22);  // what the list says too
    const auto name_size = reader.number<std::uint16_t>();
    const auto extra_size = reader.number<std::uint16_t>();
    reader.skip(std::uint64_t{name_size} + extra_size);
    const std::string_view bytes = reader.take(entry.size);
    if (crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) != entry.checksum) {
      refuse("'" + entry.name + "' is damaged: its check sum is another");
    }
    return bytes;
  }

 private:
  Directory directory64(std::uint64_t place) const {
    ByteReader reader = at(place, end64_mark);
    reader.skip(28);  // sizes, versions, disks, entries on this one
    const auto count = reader.number<std::uint64_t>();
    reader.skip(8);  // size of the list
    return {reader.number<std::uint64_t>(), count};
  }

  /// The 64-bit sizes among the extra fields, or nothing to read from.
  ByteReader zip64(std::string_view extra) const {
    ByteReader reader(extra, source_);
    while (reader.left() >= 4) {
      const auto id = reader.number<std::uint16_t>();
      const std::string_view field = reader.take(reader.number<std::uint16_t>());
      if (id == zip64_field) return {field, source_};
    }
    return {{}, source_};
  }

  std::string_view bytes_;
  std::string_view source_;
};

}  // namespace

bool is_zip(std::string_view bytes) {
  return bytes.starts_with(local_mark);
}

ZipArchive::ZipArchive(std::string_view bytes, std::string_view source) {
  const Reader archive(bytes, source);
  const Directory directory = archive.directory();
  ByteReader reader(bytes, source);
  reader.skip(directory.begin);
  for (std::uint64_t i = 0; i < directory.count; ++i) {
    const ZippedFile entry = archive.entry(reader);
    if (!files_.emplace(entry.name, archive.content(entry)).second) {
      archive.refuse("'" + entry.name + "' stands twice in the zip archive");
    }
  }
}

}  // namespace timbre::model
