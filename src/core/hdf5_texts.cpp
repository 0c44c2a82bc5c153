// Texts in HDF5 files, data sets and attributes: UTF-8 of a fixed length, padded with zeros. Texts
// of variable length are refused but in lists, since the library crashes where such a file is
// damaged.
#include <algorithm>
#include <cstring>

#include "core/hdf5_handle.hpp"
#include "core/hdf5_heap.hpp"
#include "timbre/core/hdf5_text_lists.hpp"

namespace timbre {
namespace {

using State = Hdf5File::State;

Hdf5Handle text_type(std::size_t length) {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), std::max<std::size_t>(1, length));
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
  return type;
}

// Texts one after the other, each in `length` bytes.
std::vector<char> padded(std::span<const std::string> texts, std::size_t length) {
  std::vector<char> bytes(texts.size() * length, '\0');
  for (std::size_t index = 0; index < texts.size(); ++index) {
    std::ranges::copy(texts[index], bytes.data() + index * length);
  }
  return bytes;
}

std::vector<std::string> unpadded(const std::vector<char>& bytes, std::size_t length) {
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < bytes.size(); at += length) {
    const char* text = bytes.data() + at;
    texts.emplace_back(text, strnlen(text, length));
  }
  return texts;
}

// The size of a text of the file.
std::size_t text_length(const State& state, const std::string& item, const Hdf5Handle& type) {
  state.check_class(item, type, H5T_STRING);
  const std::size_t length = H5Tget_size(type.id());
  if (length == 0) state.fail(item, "read");
  if (H5Tis_variable_str(type.id()) == 0) return length;
  throw Error(state.name + ": " + item + " holds texts of variable length; write fixed lengths");
}

constexpr std::size_t most_list_bytes = 1 << 16;  // of an attribute

std::string attribute_of(const std::string& group, const std::string& name) {
  return "attribute '" + name + "' of group '" + group + "'";
}

}  // namespace

void Hdf5File::write(const std::string& path, std::span<const std::string> values) {
  std::size_t length = 1;
  for (const std::string& value : values) length = std::max(length, value.size());
  const std::vector<char> bytes = padded(values, length);
  const auto lock = State::lock();
  const Hdf5Handle type = text_type(length);
  const Hdf5Handle set = state_->make(path, type.id(), {std::ssize(values)});
  if (H5Dwrite(set.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0) {
    state_->fail(named(path), "written");
  }
}

std::vector<std::string> Hdf5File::read_texts(const std::string& path) const {
  const auto lock = State::lock();
  const Hdf5Handle set = state_->open(path);
  const Hdf5Handle type(H5Dget_type(set.id()), H5Tclose);
  const std::size_t length = text_length(*state_, named(path), type);
  state_->check_storage(path, set);
  const auto count = static_cast<std::size_t>(element_count(state_->shape(path, set)));
  std::vector<char> bytes(count * length);
  if (H5Dread(set.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()) < 0) {
    state_->fail(named(path), "read");
  }
  return unpadded(bytes, length);
}

void Hdf5File::set_attribute(const std::string& name, const std::string& value) {
  const auto lock = State::lock();
  const hid_t file = state_->file.id();
  if (H5Aexists(file, name.c_str()) > 0) H5Adelete(file, name.c_str());
  const Hdf5Handle type = text_type(value.size());
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Hdf5Handle attribute(
      H5Acreate2(file, name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (!attribute.valid() || H5Awrite(attribute.id(), type.id(), value.c_str()) < 0) {
    state_->fail("attribute '" + name + "'", "written");
  }
}

std::string Hdf5File::attribute(const std::string& name) const {
  const auto lock = State::lock();
  const std::string item = "attribute '" + name + "'";
  const Hdf5Handle attribute(H5Aopen(state_->file.id(), name.c_str(), H5P_DEFAULT), H5Aclose);
  if (!attribute.valid()) state_->fail(item, "opened");
  const Hdf5Handle type(H5Aget_type(attribute.id()), H5Tclose);
  const Hdf5Handle space(H5Aget_space(attribute.id()), H5Sclose);
  const std::size_t length = text_length(*state_, item, type);
  if (length > H5Aget_storage_size(attribute.id()) ||
      H5Sget_simple_extent_npoints(space.id()) != 1) {
    throw Error(state_->name + ": " + item + " is not a single text");
  }
  std::vector<char> bytes(length);
  if (H5Aread(attribute.id(), type.id(), bytes.data()) < 0) state_->fail(item, "read");
  return unpadded(bytes, length).front();
}

Hdf5TextLists::Hdf5TextLists(const std::filesystem::path& path, Access access) {
  const auto lock = State::lock();
  const unsigned mode = access == Access::read ? H5F_ACC_RDONLY : H5F_ACC_RDWR;
  state_ = std::make_unique<State>(
      State{path.string(), Hdf5Handle(H5Fopen(path.c_str(), mode, H5P_DEFAULT), H5Fclose)});
  if (!state_->file.valid()) state_->fail("the HDF5 file", "opened");
}

Hdf5TextLists::~Hdf5TextLists() {
  const auto lock = State::lock();
  state_.reset();
}

bool Hdf5TextLists::has(const std::string& group, const std::string& name) const {
  const auto lock = State::lock();
  return H5Aexists_by_name(state_->file.id(), group.c_str(), name.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> Hdf5TextLists::read(const std::string& group,
                                             const std::string& name) const {
  const auto lock = State::lock();
  const std::string item = attribute_of(group, name);
  const Hdf5Handle list(
      H5Aopen_by_name(state_->file.id(), group.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose);
  if (!list.valid()) state_->fail(item, "opened");
  const Hdf5Handle type(H5Aget_type(list.id()), H5Tclose);
  const Hdf5Handle space(H5Aget_space(list.id()), H5Sclose);
  const hssize_t count = H5Sget_simple_extent_npoints(space.id());
  if (count == 0) return {};  // of whatever type
  state_->check_class(item, type, H5T_STRING);
  const std::size_t length = H5Tget_size(type.id());
  if (count < 0 || length == 0 || static_cast<std::size_t>(count) > most_list_bytes / length) {
    throw Error(state_->name + ": " + item + " claims more texts than an attribute can hold");
  }
  if (H5Tis_variable_str(type.id()) > 0) {
    return read_variable_texts(*state_, item, list, static_cast<std::size_t>(count));
  }
  std::vector<char> bytes(static_cast<std::size_t>(count) * length);
  if (H5Aread(list.id(), type.id(), bytes.data()) < 0) state_->fail(item, "read");
  return unpadded(bytes, length);
}

void Hdf5TextLists::write(const std::string& group, const std::string& name,
                          std::span<const std::string> texts) {
  std::size_t length = 1;
  for (const std::string& text : texts) length = std::max(length, text.size());
  const std::vector<char> bytes = padded(texts, length);
  const auto lock = State::lock();
  const Hdf5Handle type = text_type(length);
  const hsize_t count = texts.size();
  const Hdf5Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose);
  const Hdf5Handle list(H5Acreate_by_name(state_->file.id(), group.c_str(), name.c_str(), type.id(),
                                          space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                        H5Aclose);
  if (!list.valid() || H5Awrite(list.id(), type.id(), bytes.data()) < 0 ||
      H5Fflush(state_->file.id(), H5F_SCOPE_GLOBAL) < 0) {
    state_->fail(attribute_of(group, name), "written");
  }
}

}  // namespace timbre
