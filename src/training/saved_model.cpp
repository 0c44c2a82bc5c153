// A model's file: attribute kind; /front_end, /model and /standardiser as YAML; /classes; /mean and
// /scale of the standardiser unless it is none; /parameters as ParameterStore writes them.
#include "timbre/training/saved_model.hpp"

#include "standardise_field.hpp"
#include "timbre/config/document.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hdf5.hpp"

namespace timbre::training {

// What of a standardiser is no array.
struct StandardiserKind {
  dataset::Standardisation kind = dataset::Standardisation::none;
};
void describe(config::Fields& fields, StandardiserKind& options) {
  standardise_field(fields, options.kind);
}

namespace {

using dataset::Standardisation;

constexpr const char* model_kind = "timbre model 1";
constexpr const char* parameters_group = "parameters";

void write_text(Hdf5File& file, const std::string& name, const std::string& text) {
  file.write(name, std::span(&text, 1));
}

template <typename Options>
Options read_options(const Hdf5File& file, const std::string& name, const std::string& source) {
  return config::read<Options>(
      config::Document::parse(file.read_texts(name).at(0), source + ":/" + name));
}

dataset::Standardiser read_standardiser(const Hdf5File& file, const std::string& source) {
  const auto [stored] = read_options<StandardiserKind>(file, "standardiser", source);
  if (stored == Standardisation::none) return {};
  return {stored, file.read_floats("mean"), file.read_floats("scale")};
}

// Everything that goes wrong while reading becomes one message that names the file.
template <typename Read>
auto reading(const std::filesystem::path& path, const Read& read) {
  try {
    const Hdf5File file(path, Hdf5File::Access::read);
    if (file.attribute("kind") != model_kind) throw Error("it is of another version");
    return read(file);
  } catch (const std::exception& problem) {
    throw Error(path.string() + ": not a saved model of this program (" + problem.what() +
                "); give a model.h5 of a run's trials folder");
  }
}

}  // namespace

void save_model(const std::filesystem::path& path, const SavedModel& model,
                const model::ParameterStore& store) {
  write_atomically(path, [&](const std::filesystem::path& temporary) {
    Hdf5File file(temporary, Hdf5File::Access::create);
    file.set_attribute("kind", model_kind);
    write_text(file, "front_end", config::to_yaml(model.front_end));
    write_text(file, "model", config::to_yaml(model.model));
    write_text(file, "standardiser",
               config::to_yaml(StandardiserKind{.kind = model.standardiser.kind}));
    file.write("classes", model.classes);
    if (model.standardiser.kind != Standardisation::none) {
      file.write("mean", model.standardiser.mean, {std::ssize(model.standardiser.mean)});
      file.write("scale", model.standardiser.scale, {std::ssize(model.standardiser.scale)});
    }
    store.save(file, parameters_group, false);
    file.flush();
  });
}

SavedModel load_model(const std::filesystem::path& path) {
  return reading(path, [&](const Hdf5File& file) {
    return SavedModel{
        .front_end = read_options<features::FrontEndOptions>(file, "front_end", path.string()),
        .model = read_options<model::ModelOptions>(file, "model", path.string()),
        .standardiser = read_standardiser(file, path.string()),
        .classes = file.read_texts("classes")};
  });
}

void load_parameters(const std::filesystem::path& path, model::ParameterStore& store) {
  reading(path, [&](const Hdf5File& file) {
    store.load(file, parameters_group, false);
    return true;
  });
}

}  // namespace timbre::training
