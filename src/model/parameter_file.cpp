// Parameters in an HDF5 file: <group>/value/<layer>/<parameter> and, with the optimiser's state,
// <group>/first_moment/..., <group>/second_moment/... and <group>/updates.
#include <map>

#include "timbre/core/error.hpp"
#include "timbre/model/parameter_store.hpp"

namespace timbre::model {
namespace {

std::map<std::string, Shape> stored_shapes(const Hdf5File& file, const std::string& folder) {
  std::map<std::string, Shape> shapes;
  if (!file.has(folder)) return shapes;
  for (const std::string& layer : file.children(folder)) {
    for (const std::string& parameter : file.children(folder + "/" + layer)) {
      const std::string name = layer + "/" + parameter;
      shapes[name] = file.shape(folder + "/" + name);
    }
  }
  return shapes;
}

std::string differences(std::map<std::string, Shape> stored,
                        const std::vector<Parameter>& parameters) {
  std::string text;
  for (const Parameter& parameter : parameters) {
    const std::string& name = parameter.spec.name;
    const auto found = stored.find(name);
    if (found == stored.end()) {
      text += "\n  " + name + " is missing in the file";
      continue;
    }
    if (found->second != parameter.spec.shape) {
      text += "\n  " + name + " is " + to_string(found->second) + " in the file, " +
              to_string(parameter.spec.shape) + " in the network";
    }
    stored.erase(found);
  }
  for (const auto& [name, shape] : stored) text += "\n  " + name + " is not in the network";
  return text;
}

void write_all(Hdf5File& file, const std::string& folder, const ParameterStore& store,
               Buffer Parameter::*part) {
  std::vector<float> values;
  for (const Parameter& parameter : store.parameters()) {
    values.resize(parameter.size());
    const Buffer& buffer = parameter.*part;
    store.device().copy_out(values.data(), buffer.as<void>(), buffer.bytes());
    file.write(folder + "/" + parameter.spec.name, values, parameter.spec.shape);
  }
}

void read_all(const Hdf5File& file, const std::string& folder, ParameterStore& store,
              Buffer Parameter::*part) {
  const std::string problems = differences(stored_shapes(file, folder), store.parameters());
  if (!problems.empty()) {
    throw Error("the parameters in '" + folder + "' are another network's:" + problems);
  }
  std::vector<float> values;
  for (const Parameter& parameter : store.parameters()) {
    values.resize(parameter.size());
    file.read(folder + "/" + parameter.spec.name, values);
    const Buffer& buffer = parameter.*part;
    store.device().copy_in(buffer.as<void>(), values.data(), buffer.bytes());
  }
}

}  // namespace

void ParameterStore::save(Hdf5File& file, const std::string& group, bool with_optimiser) const {
  device_->wait();
  write_all(file, group + "/value", *this, &Parameter::value);
  if (!with_optimiser) return;
  write_all(file, group + "/first_moment", *this, &Parameter::first_moment);
  write_all(file, group + "/second_moment", *this, &Parameter::second_moment);
  file.write(group + "/updates", std::span<const std::int64_t>(&updates_, 1), {1});
}

void ParameterStore::load(const Hdf5File& file, const std::string& group, bool with_optimiser) {
  device_->wait();
  read_all(file, group + "/value", *this, &Parameter::value);
  if (!with_optimiser) return;
  read_all(file, group + "/first_moment", *this, &Parameter::first_moment);
  read_all(file, group + "/second_moment", *this, &Parameter::second_moment);
  updates_ = file.read_integers(group + "/updates").at(0);
}

}  // namespace timbre::model
