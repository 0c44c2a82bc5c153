#pragma once

#include <hdf5.h>

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "timbre/core/error.hpp"
#include "timbre/core/hdf5.hpp"

namespace timbre {

/// An HDF5 identifier, closed with the object.
class Hdf5Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Hdf5Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Hdf5Handle& operator=(Hdf5Handle&&) = delete;
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }

  hid_t id() const& { return id_; }
  hid_t id() && = delete;  // it would be closed before its use
  bool valid() const { return id_ >= 0; }

 private:
  hid_t id_;
  Close close_;
};

/// An open file. Its member functions expect that the caller holds the library's lock.
struct Hdf5File::State {
  std::string name;
  Hdf5Handle file;

  /// Every call into the library stands under this one lock.
  static std::unique_lock<std::mutex> lock();

  /// Throws "name: item cannot be ACTION: the library's reason".
  [[noreturn]] void fail(const std::string& item, const char* action) const;

  /// Opens a data set that is there.
  Hdf5Handle open(const std::string& path) const;

  /// Makes a data set, and the groups on its way.
  Hdf5Handle make(const std::string& path, hid_t type, const Shape& shape);

  Shape shape(const std::string& path, const Hdf5Handle& set) const;

  /// Throws unless the item's type is of the class: H5T_INTEGER or H5T_STRING.
  void check_class(const std::string& item, const Hdf5Handle& type, H5T_class_t wanted) const;

  /// Throws when a data set claims more than the file can hold, as a damaged one may: no memory
  /// is to be taken for that.
  void check_storage(const std::string& path, const Hdf5Handle& set) const;
};

/// "data set '/features'", for messages.
std::string named(const std::string& path);

}  // namespace timbre
