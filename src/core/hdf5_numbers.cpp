// Numbers in HDF5 files: whole data sets, or some rows of one.
#include "core/hdf5_handle.hpp"

namespace timbre {
namespace {

using State = Hdf5File::State;

hid_t native_type(float) {
  return H5T_NATIVE_FLOAT;
}
hid_t native_type(double) {
  return H5T_NATIVE_DOUBLE;
}
hid_t native_type(std::int32_t) {
  return H5T_NATIVE_INT32;
}
hid_t native_type(std::int64_t) {
  return H5T_NATIVE_INT64;
}

template <typename T>
void write_values(State& state, const std::string& path, std::span<const T> values,
                  const Shape& shape) {
  require(std::cmp_equal(values.size(), element_count(shape)),
          named(path) + ": " + std::to_string(values.size()) + " values do not fill a shape of " +
              to_string(shape));
  const auto lock = State::lock();
  const Hdf5Handle set = state.make(path, native_type(T{}), shape);
  if (H5Dwrite(set.id(), native_type(T{}), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
    state.fail(named(path), "written");
  }
}

template <typename T>
void read_into(const State& state, const std::string& path, const Hdf5Handle& set,
               std::span<T> values) {
  if (H5Dread(set.id(), native_type(T{}), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) {
    state.fail(named(path), "read");
  }
}

template <typename T>
std::vector<T> read_values(const State& state, const std::string& path) {
  const auto lock = State::lock();
  const Hdf5Handle set = state.open(path);
  if constexpr (std::is_integral_v<T>) {
    // The library would cut real numbers down to integers without a word.
    const Hdf5Handle type(H5Dget_type(set.id()), H5Tclose);
    state.check_class(named(path), type, H5T_INTEGER);
  }
  state.check_storage(path, set);
  std::vector<T> values(static_cast<std::size_t>(element_count(state.shape(path, set))));
  read_into(state, path, set, std::span<T>(values));
  return values;
}

// A part of a data set in the file, and as much memory for it.
struct RowSelection {
  Hdf5Handle file_space;
  Hdf5Handle memory_space;
};

RowSelection select_rows(const State& state, const std::string& path, const Hdf5Handle& set,
                         std::int64_t first, std::int64_t count, std::size_t values) {
  const Shape shape = state.shape(path, set);
  const std::int64_t rows = shape.empty() ? 0 : shape.front();
  if (shape.empty() || first < 0 || count < 0 || first > rows || count > rows - first) {
    throw Error(state.name + ": " + named(path) + " has " + std::to_string(rows) +
                " rows, not rows " + std::to_string(first) + " to " +
                std::to_string(first + count));
  }
  std::vector<hsize_t> start(shape.size(), 0), size(shape.begin(), shape.end());
  start.front() = static_cast<hsize_t>(first);
  size.front() = static_cast<hsize_t>(count);
  hsize_t total = 1;
  for (const hsize_t extent : size) total *= extent;
  if (total != values) {
    throw Error(state.name + ": rows " + std::to_string(first) + " to " +
                std::to_string(first + count) + " of " + named(path) + " are " +
                std::to_string(total) + " values, not " + std::to_string(values));
  }
  RowSelection selection{Hdf5Handle(H5Dget_space(set.id()), H5Sclose),
                         Hdf5Handle(H5Screate_simple(1, &total, nullptr), H5Sclose)};
  H5Sselect_hyperslab(selection.file_space.id(), H5S_SELECT_SET, start.data(), nullptr, size.data(),
                      nullptr);
  return selection;
}

}  // namespace

Shape Hdf5File::shape(const std::string& path) const {
  const auto lock = State::lock();
  return state_->shape(path, state_->open(path));
}

void Hdf5File::write(const std::string& path, std::span<const float> values, const Shape& shape) {
  write_values(*state_, path, values, shape);
}
void Hdf5File::write(const std::string& path, std::span<const double> values, const Shape& shape) {
  write_values(*state_, path, values, shape);
}
void Hdf5File::write(const std::string& path, std::span<const std::int32_t> values,
                     const Shape& shape) {
  write_values(*state_, path, values, shape);
}
void Hdf5File::write(const std::string& path, std::span<const std::int64_t> values,
                     const Shape& shape) {
  write_values(*state_, path, values, shape);
}

std::vector<float> Hdf5File::read_floats(const std::string& path) const {
  return read_values<float>(*state_, path);
}
std::vector<double> Hdf5File::read_doubles(const std::string& path) const {
  return read_values<double>(*state_, path);
}
std::vector<std::int64_t> Hdf5File::read_integers(const std::string& path) const {
  return read_values<std::int64_t>(*state_, path);
}

void Hdf5File::read(const std::string& path, std::span<float> values) const {
  const auto lock = State::lock();
  const Hdf5Handle set = state_->open(path);
  const Shape shape = state_->shape(path, set);
  if (!std::cmp_equal(values.size(), element_count(shape))) {
    throw Error(state_->name + ": " + named(path) + " is " + to_string(shape) + ", not " +
                std::to_string(values.size()) + " values");
  }
  read_into(*state_, path, set, values);
}

void Hdf5File::create(const std::string& path, const Shape& shape, Stored stored) {
  const auto lock = State::lock();
  state_->make(path, stored == Stored::bytes ? H5T_NATIVE_UINT8 : H5T_NATIVE_FLOAT, shape);
}

void Hdf5File::read_rows(const std::string& path, std::int64_t first, std::int64_t count,
                         std::span<float> values) const {
  const auto lock = State::lock();
  const Hdf5Handle set = state_->open(path);
  const RowSelection rows = select_rows(*state_, path, set, first, count, values.size());
  if (H5Dread(set.id(), H5T_NATIVE_FLOAT, rows.memory_space.id(), rows.file_space.id(), H5P_DEFAULT,
              values.data()) < 0) {
    state_->fail(named(path), "read");
  }
}

void Hdf5File::write_rows(const std::string& path, std::int64_t first, std::int64_t count,
                          std::span<const float> values) {
  const auto lock = State::lock();
  const Hdf5Handle set = state_->open(path);
  const RowSelection rows = select_rows(*state_, path, set, first, count, values.size());
  if (H5Dwrite(set.id(), H5T_NATIVE_FLOAT, rows.memory_space.id(), rows.file_space.id(),
               H5P_DEFAULT, values.data()) < 0) {
    state_->fail(named(path), "written");
  }
}

}  // namespace timbre
