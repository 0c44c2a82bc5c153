#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "timbre/core/tensor.hpp"

namespace timbre {

/// An HDF5 file. Groups in a data set's path are made when it is written. Every call is guarded
/// by one lock, since Debian's HDF5 is not thread-safe. Errors name the file and the data set.
class Hdf5File {
 public:
  enum class Access { read, create };  ///< create empties an existing file
  Hdf5File(const std::filesystem::path& path, Access access);
  ~Hdf5File();
  Hdf5File(Hdf5File&&) noexcept;
  Hdf5File& operator=(Hdf5File&&) noexcept;

  /// Everything written is handed to the system. Throws when that fails, as on a full disk; the
  /// destructor cannot. Call it last when writing.
  void flush();

  bool has(const std::string& path) const;
  std::vector<std::string> children(const std::string& group) const;  ///< names, sorted
  Shape shape(const std::string& path) const;

  void write(const std::string& path, std::span<const float> values, const Shape& shape);
  void write(const std::string& path, std::span<const double> values, const Shape& shape);
  void write(const std::string& path, std::span<const std::int32_t> values, const Shape& shape);
  void write(const std::string& path, std::span<const std::int64_t> values, const Shape& shape);
  /// Texts are UTF-8 of one length, padded with zeros, and so hold no zero themselves.
  void write(const std::string& path, std::span<const std::string> values);

  /// Sizes must agree with the data set's; a mismatch is an Error that names both.
  void read(const std::string& path, std::span<float> values) const;
  /// Rows [first, first + count) of the outermost dimension.
  void read_rows(const std::string& path, std::int64_t first, std::int64_t count,
                 std::span<float> values) const;
  std::vector<float> read_floats(const std::string& path) const;
  std::vector<double> read_doubles(const std::string& path) const;
  std::vector<std::int64_t> read_integers(const std::string& path) const;
  std::vector<std::string> read_texts(const std::string& path) const;

  /// How the numbers of a data set stand in the file; in memory they are floats either way.
  enum class Stored { floats, bytes };  ///< bytes: whole numbers from 0 to 255
  /// A data set that is written row by row, so that it never stands whole in memory.
  void create(const std::string& path, const Shape& shape, Stored stored = Stored::floats);
  void write_rows(const std::string& path, std::int64_t first, std::int64_t count,
                  std::span<const float> values);

  /// Text attributes of the root group, each below 64 KiB.
  void set_attribute(const std::string& name, const std::string& value);
  std::string attribute(const std::string& name) const;

  struct State;  ///< the library's handles, for the sources alone

 private:
  std::unique_ptr<State> state_;
};

}  // namespace timbre
