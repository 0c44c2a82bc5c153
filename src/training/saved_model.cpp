#include "timbre/training/saved_model.hpp"

#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hdf5.hpp"

namespace timbre::training {
namespace {

constexpr const char* format_name = "timbre_model";
constexpr const char* format_version = "1";

dataset::Standardisation standardisation(const std::string& name) {
  if (name == "channel") return dataset::Standardisation::channel;
  if (name == "band") return dataset::Standardisation::band;
  return dataset::Standardisation::none;
}

std::string name_of(dataset::Standardisation kind) {
  switch (kind) {
    case dataset::Standardisation::channel:
      return "channel";
    case dataset::Standardisation::band:
      return "band";
    case dataset::Standardisation::none:
      break;
  }
  return "none";
}

void write_statistics(Hdf5File& file, const std::string& path, const std::vector<float>& values) {
  file.write(path, values, {static_cast<std::int64_t>(values.size())});
}

template <typename Options>
Options read_options(const Hdf5File& file, const std::string& name,
                     const std::filesystem::path& path) {
  return config::read<Options>(
      config::Document::parse(file.attribute(name), path.string() + ": " + name));
}

}  // namespace

void save_model(const std::filesystem::path& path, const SavedModel& model,
                const model::ParameterStore& store) {
  write_atomically(path, [&](const std::filesystem::path& temporary) {
    Hdf5File file(temporary, Hdf5File::Access::create);
    file.set_attribute(format_name, format_version);
    file.set_attribute("features", config::to_yaml(model.front_end));
    file.set_attribute("model", config::to_yaml(model.model));
    file.set_attribute("standardise", name_of(model.standardiser.kind));
    file.write("classes", model.classes);
    if (model.standardiser.kind != dataset::Standardisation::none) {
      write_statistics(file, "standardiser/mean", model.standardiser.mean);
      write_statistics(file, "standardiser/scale", model.standardiser.scale);
    }
    store.save(file, "parameters", false);
    file.flush();
  });
}

SavedModel load_model(const std::filesystem::path& path) {
  const Hdf5File file(path, Hdf5File::Access::read);
  if (!file.has("parameters") || !file.has("classes")) {
    throw Error(path.string() + ": not a saved model of Timbre; name a run folder or its model.h5");
  }
  SavedModel model;
  model.front_end = read_options<features::FrontEndOptions>(file, "features", path);
  model.model = read_options<model::ModelOptions>(file, "model", path);
  model.classes = file.read_texts("classes");
  model.standardiser.kind = standardisation(file.attribute("standardise"));
  if (model.standardiser.kind != dataset::Standardisation::none) {
    model.standardiser.mean = file.read_floats("standardiser/mean");
    model.standardiser.scale = file.read_floats("standardiser/scale");
  }
  return model;
}

void load_parameters(const std::filesystem::path& path, model::ParameterStore& store) {
  store.load(Hdf5File(path, Hdf5File::Access::read), "parameters", false);
}

}  // namespace timbre::training
