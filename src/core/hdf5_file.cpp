// HDF5 files as such: opening, closing, listing, and the handles that all parts share.
#include "core/hdf5_handle.hpp"

namespace timbre {
namespace {

constexpr double deflate_limit = 1032.0;  // no data shrink further (zlib's technical details)

// The innermost message of the library's error stack says what really happened.
std::string library_reason() {
  std::string reason = "no reason given";
  const auto take_first = [](unsigned depth, const H5E_error2_t* entry, void* result) -> herr_t {
    if (depth == 0 && entry->desc) *static_cast<std::string*>(result) = entry->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &reason);
  return reason;
}

hid_t open_or_create(const std::filesystem::path& path, Hdf5File::Access access) {
  if (access == Hdf5File::Access::create) {
    return H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  }
  if (!std::filesystem::exists(path)) throw Error(path.string() + ": there is no such file");
  return H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
}

}  // namespace

std::unique_lock<std::mutex> Hdf5File::State::lock() {
  static std::mutex guard;
  return std::unique_lock(guard);
}

void Hdf5File::State::fail(const std::string& item, const char* action) const {
  throw Error(name + ": " + item + " cannot be " + action + ": " + library_reason());
}

Hdf5Handle Hdf5File::State::open(const std::string& path) const {
  Hdf5Handle set(H5Dopen2(file.id(), path.c_str(), H5P_DEFAULT), H5Dclose);
  if (!set.valid()) fail(named(path), "opened");
  return set;
}

Hdf5Handle Hdf5File::State::make(const std::string& path, hid_t type, const Shape& shape) {
  const std::vector<hsize_t> sizes(shape.begin(), shape.end());
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr),
                         H5Sclose);
  const Hdf5Handle link(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(link.id(), 1);
  Hdf5Handle set(
      H5Dcreate2(file.id(), path.c_str(), type, space.id(), link.id(), H5P_DEFAULT, H5P_DEFAULT),
      H5Dclose);
  if (!set.valid()) fail(named(path), "made");
  return set;
}

Shape Hdf5File::State::shape(const std::string& path, const Hdf5Handle& set) const {
  const Hdf5Handle space(H5Dget_space(set.id()), H5Sclose);
  const int rank = H5Sget_simple_extent_ndims(space.id());
  if (rank < 0) fail(named(path), "read");
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr);
  return {sizes.begin(), sizes.end()};
}

void Hdf5File::State::check_class(const std::string& item, const Hdf5Handle& type,
                                  H5T_class_t wanted) const {
  if (H5Tget_class(type.id()) == wanted) return;
  throw Error(name + ": " + item + " does not hold " +
              (wanted == H5T_STRING ? "texts" : "integers"));
}

void Hdf5File::State::check_storage(const std::string& path, const Hdf5Handle& set) const {
  hsize_t file_bytes = 0;
  H5Fget_filesize(file.id(), &file_bytes);
  const Hdf5Handle type(H5Dget_type(set.id()), H5Tclose);
  const Hdf5Handle layout(H5Dget_create_plist(set.id()), H5Pclose);
  const bool may_be_compressed = H5Pget_layout(layout.id()) == H5D_CHUNKED;
  // In double, as a damaged size may be anything.
  auto bytes = static_cast<double>(H5Tget_size(type.id()));
  for (const std::int64_t extent : shape(path, set)) bytes *= static_cast<double>(extent);
  const double most = static_cast<double>(file_bytes) * (may_be_compressed ? deflate_limit : 1.0);
  if (bytes >= 0.0 && bytes <= most) return;
  throw Error(name + ": " + named(path) + " claims a shape of " + to_string(shape(path, set)) +
              ", more than the file holds: it is damaged");
}

std::string named(const std::string& path) {
  return "data set '" + path + "'";
}

Hdf5File::Hdf5File(const std::filesystem::path& path, Access access) {
  const auto lock = State::lock();
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // no printing: messages go into exceptions
  state_ = std::make_unique<State>(
      State{path.string(), Hdf5Handle(open_or_create(path, access), H5Fclose)});
  if (!state_->file.valid()) {
    state_->fail("the HDF5 file", access == Access::create ? "made" : "opened");
  }
}

Hdf5File::~Hdf5File() {
  const auto lock = State::lock();
  state_.reset();
}

Hdf5File::Hdf5File(Hdf5File&&) noexcept = default;

Hdf5File& Hdf5File::operator=(Hdf5File&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

void Hdf5File::flush() {
  const auto lock = State::lock();
  if (H5Fflush(state_->file.id(), H5F_SCOPE_GLOBAL) < 0) state_->fail("the HDF5 file", "written");
}

bool Hdf5File::has(const std::string& path) const {
  const auto lock = State::lock();
  // A missing group on the way is an error to the library, and a plain "no" to us.
  return H5Lexists(state_->file.id(), path.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> Hdf5File::children(const std::string& group) const {
  const auto lock = State::lock();
  const Hdf5Handle opened(H5Gopen2(state_->file.id(), group.c_str(), H5P_DEFAULT), H5Gclose);
  if (!opened.valid()) state_->fail("group '" + group + "'", "opened");
  std::vector<std::string> names;
  const auto add = [](hid_t, const char* name, const H5L_info_t*, void* result) -> herr_t {
    static_cast<std::vector<std::string>*>(result)->emplace_back(name);
    return 0;
  };
  if (H5Literate(opened.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, add, &names) < 0) {
    state_->fail("group '" + group + "'", "listed");
  }
  return names;
}

}  // namespace timbre
