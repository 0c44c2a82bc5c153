// Texts in HDF5 files: data sets of them, and attributes. Written as UTF-8 of variable length,
// which h5py reads as str; read with variable or fixed length, as Keras and h5py write both.
#include <cstring>
#include <functional>
#include <optional>

#include "core/hdf5_handle.hpp"

namespace timbre {
namespace {

using State = Hdf5File::State;
using ReadAs = std::function<herr_t(hid_t type, void* memory)>;

Hdf5Handle text_type() {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), H5T_VARIABLE);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  return type;
}

// Pointers that the library allocated, which are ours to free.
struct VariableTexts {
  std::vector<char*> pointers;
  explicit VariableTexts(std::size_t count) : pointers(count, nullptr) {}
  VariableTexts(const VariableTexts&) = delete;
  VariableTexts& operator=(const VariableTexts&) = delete;
  ~VariableTexts() {
    for (char* pointer : pointers) H5free_memory(pointer);
  }
};

// Reads `count` texts of the file's own type; nothing when the library fails or it is no text.
std::optional<std::vector<std::string>> read_as_stored(const Hdf5Handle& type, std::size_t count,
                                                       const ReadAs& read) {
  if (H5Tget_class(type.id()) != H5T_STRING) return std::nullopt;
  std::vector<std::string> texts;
  if (H5Tis_variable_str(type.id()) > 0) {
    VariableTexts stored(count);
    if (read(type.id(), stored.pointers.data()) < 0) return std::nullopt;
    for (const char* text : stored.pointers) texts.emplace_back(text ? text : "");
    return texts;
  }
  const std::size_t size = H5Tget_size(type.id());
  std::vector<char> stored(count * size);
  if (read(type.id(), stored.data()) < 0) return std::nullopt;
  for (std::size_t index = 0; index < count; ++index) {
    const char* text = stored.data() + index * size;
    texts.emplace_back(text, strnlen(text, size));
  }
  return texts;
}

}  // namespace

void Hdf5File::write(const std::string& path, std::span<const std::string> values) {
  std::vector<const char*> pointers;
  for (const std::string& value : values) pointers.push_back(value.c_str());
  const auto lock = State::lock();
  const Hdf5Handle type = text_type();
  const Hdf5Handle set = state_->make(path, type.id(), {std::ssize(values)});
  if (H5Dwrite(set.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) < 0) {
    state_->fail(named(path), "written");
  }
}

std::vector<std::string> Hdf5File::read_texts(const std::string& path) const {
  const auto lock = State::lock();
  const Hdf5Handle set = state_->open(path);
  const Hdf5Handle type(H5Dget_type(set.id()), H5Tclose);
  const auto count = static_cast<std::size_t>(element_count(state_->shape(path, set)));
  auto texts = read_as_stored(type, count, [&](hid_t stored, void* memory) {
    return H5Dread(set.id(), stored, H5S_ALL, H5S_ALL, H5P_DEFAULT, memory);
  });
  if (!texts) state_->fail(named(path), "read as texts");
  return *texts;
}

void Hdf5File::set_attribute(const std::string& name, const std::string& value) {
  const auto lock = State::lock();
  const hid_t file = state_->file.id();
  if (H5Aexists(file, name.c_str()) > 0) H5Adelete(file, name.c_str());
  const Hdf5Handle type = text_type();
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Hdf5Handle attribute(
      H5Acreate2(file, name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const char* text = value.c_str();
  if (!attribute.valid() || H5Awrite(attribute.id(), type.id(), &text) < 0) {
    state_->fail("attribute '" + name + "'", "written");
  }
}

std::string Hdf5File::attribute(const std::string& name) const {
  const auto lock = State::lock();
  const Hdf5Handle attribute(H5Aopen(state_->file.id(), name.c_str(), H5P_DEFAULT), H5Aclose);
  if (!attribute.valid()) state_->fail("attribute '" + name + "'", "opened");
  const Hdf5Handle type(H5Aget_type(attribute.id()), H5Tclose);
  const auto texts = read_as_stored(
      type, 1, [&](hid_t stored, void* memory) { return H5Aread(attribute.id(), stored, memory); });
  if (!texts) state_->fail("attribute '" + name + "'", "read as a text");
  return texts->front();
}

}  // namespace timbre
