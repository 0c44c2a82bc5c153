#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "timbre/core/hdf5.hpp"

namespace timbre {

/// Lists of texts that stand as attributes of an HDF5 file's groups, as h5py and Keras write them.
/// Errors name the file, the group and the attribute.
class Hdf5TextLists {
 public:
  enum class Access { read, add };  ///< add: to a file that is there and open nowhere else
  Hdf5TextLists(const std::filesystem::path& path, Access access);
  ~Hdf5TextLists();
  Hdf5TextLists(const Hdf5TextLists&) = delete;
  Hdf5TextLists& operator=(const Hdf5TextLists&) = delete;

  bool has(const std::string& group, const std::string& name) const;
  /// Texts of fixed or of variable length.
  std::vector<std::string> read(const std::string& group, const std::string& name) const;
  /// Of one length, padded with zeros; below 64 KiB altogether. The group must be there.
  void write(const std::string& group, const std::string& name, std::span<const std::string> texts);

 private:
  std::unique_ptr<Hdf5File::State> state_;
};

}  // namespace timbre
