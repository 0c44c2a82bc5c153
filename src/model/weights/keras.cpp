// Weights in HDF5 files as Keras 2 lays them out: the attribute layer_names of the file or, where a
// whole model was saved, of its group model_weights names a group for each layer, whose attribute
// weight_names names the layer's data sets.
#include <algorithm>
#include <map>

#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hdf5.hpp"
#include "timbre/core/hdf5_text_lists.hpp"
#include "timbre/model/weights.hpp"

namespace timbre::model {
namespace {

constexpr const char* root = "/";
constexpr const char* model_group = "/model_weights";
constexpr const char* layer_names = "layer_names";
constexpr const char* weight_names = "weight_names";

// "kernel" of "block/conv2d_1/kernel:0".
std::string kind_of(const std::string& weight) {
  const std::string last = weight.substr(weight.rfind('/') + 1);
  return last.substr(0, last.find(':'));
}

std::string joined(const std::string& group, const std::string& name) {
  return group.ends_with('/') ? group + name : group + '/' + name;
}

}  // namespace

std::vector<NamedTensor> read_keras(const std::filesystem::path& path) {
  const Hdf5File file(path, Hdf5File::Access::read);
  const Hdf5TextLists lists(path, Hdf5TextLists::Access::read);
  const std::string top = file.has(model_group) ? model_group : root;
  if (!lists.has(top, layer_names)) {
    throw Error(path.string() +
                ": holds no weights in the layout of Keras 2; there save_weights(\"weights.h5\") "
                "writes it, and model.save(\"model.h5\") from Keras 3 on, too");
  }
  std::vector<NamedTensor> tensors;
  for (const std::string& layer : lists.read(top, layer_names)) {
    const std::string group = joined(top, layer);
    for (const std::string& weight : lists.read(group, weight_names)) {
      const std::string name = layer + "/" + kind_of(weight);
      if (std::ranges::find(tensors, name, &NamedTensor::name) != tensors.end()) {
        throw Error(path.string() + ": layer '" + layer + "' holds several arrays '" +
                    kind_of(weight) + "': models inside of models cannot be read");
      }
      const std::string place = joined(group, weight);
      tensors.push_back({name, Tensor(file.shape(place), file.read_floats(place))});
    }
  }
  return tensors;
}

void write_keras(const std::filesystem::path& path, const ParameterStore& store) {
  std::vector<std::string> layers;
  std::map<std::string, std::vector<std::string>> weights;
  for (const Parameter& parameter : store.parameters()) {
    const ParameterSpec& spec = parameter.spec;
    if (layers.empty() || layers.back() != spec.group) layers.push_back(spec.group);
    weights[spec.group].push_back(spec.name + ":0");
  }
  write_atomically(path, [&](const std::filesystem::path& temporary) {
    {
      Hdf5File file(temporary, Hdf5File::Access::create);
      for (const Parameter& parameter : store.parameters()) {
        const ParameterSpec& spec = parameter.spec;
        file.write(joined(spec.group, spec.name + ":0"), store.value(spec.name), spec.shape);
      }
      file.set_attribute("backend", "tensorflow");
      file.set_attribute("keras_version", "2.0.0");
      file.flush();
    }
    Hdf5TextLists lists(temporary, Hdf5TextLists::Access::add);
    lists.write(root, layer_names, layers);
    for (const std::string& layer : layers) lists.write(layer, weight_names, weights.at(layer));
  });
}

}  // namespace timbre::model
