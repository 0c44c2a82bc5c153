#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

#include "timbre/core/error.hpp"
#include "timbre/core/hdf5.hpp"
#include "timbre/core/log.hpp"
#include "timbre/model/weights.hpp"

namespace timbre::model {
namespace {

// Where training::save_model lets a ParameterStore write, and what it writes besides.
constexpr const char* values_group = "parameters/value";

bool is_hdf5(const std::filesystem::path& path) {
  std::array<char, 8> start{};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  return std::string_view(start.data(), start.size()) == "\x89HDF\r\n\x1a\n";
}

// A network's parameters as ParameterStore::save has written them.
std::vector<NamedTensor> read_saved_model(const std::filesystem::path& path) {
  const Hdf5File file(path, Hdf5File::Access::read);
  if (!file.has(values_group)) {
    throw Error(path.string() +
                ": not a saved model of this program; give a run's folder or a "
                "model.h5 of its trials");
  }
  std::vector<NamedTensor> tensors;
  for (const std::string& layer : file.children(values_group)) {
    const std::string folder = std::string(values_group) + "/" + layer;
    for (const std::string& parameter : file.children(folder)) {
      const std::string place = folder + "/" + parameter;
      tensors.push_back(
          {layer + "/" + parameter, Tensor(file.shape(place), file.read_floats(place))});
    }
  }
  return tensors;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void say(const std::string& source, const WeightsReport& report, std::size_t parameters) {
  log_info("weights: " + std::to_string(parameters - report.random.size()) + " of " +
           std::to_string(parameters) + " parameters from " + source);
  if (!report.random.empty()) {
    log_info("weights: these start from random values: " + listed(report.random));
  }
  if (!report.unused.empty()) {
    log_info("weights: nothing takes these of the file: " + listed(report.unused));
  }
}

struct Source {
  std::string name;
  WeightsLayout layout;
  std::vector<NamedTensor> tensors;
};

Source read_source(const WeightsOptions& options) {
  if (options.run.empty()) {
    if (is_hdf5(options.file)) {
      return {options.file, WeightsLayout::keras, read_keras(options.file)};
    }
    return {options.file, WeightsLayout::torch, read_weights(options.file)};
  }
  const std::filesystem::path path = saved_models(options.run).back();
  return {path.string(), WeightsLayout::own, read_saved_model(path)};
}

}  // namespace

std::vector<std::filesystem::path> saved_models(const std::filesystem::path& run_or_model) {
  namespace fs = std::filesystem;
  if (fs::is_regular_file(run_or_model)) return {run_or_model};
  std::vector<fs::path> models;
  const fs::path trials = run_or_model / "trials";
  if (fs::is_directory(trials)) {
    for (const auto& entry : fs::directory_iterator(trials)) {
      const fs::path model = entry.path() / "model.h5";
      if (fs::is_regular_file(model)) models.push_back(model);
    }
  }
  if (models.empty()) {
    throw RequestError(run_or_model.string() +
                       ": neither a saved model nor a run folder with a finished trial");
  }
  // Trial 100 comes after trial 99.
  std::ranges::sort(models, {}, [](const fs::path& model) {
    const std::string number = model.parent_path().filename().string();
    return std::pair(number.size(), number);
  });
  return models;
}

void check_weights(const Graph& graph) {
  const WeightsOptions& options = graph.weights;
  if (options.none()) return;
  try {
    const Source source = read_source(options);
    match_weights(graph, source.tensors, source.layout, options.part, source.name);
  } catch (const Error& error) {
    throw RequestError(std::string("model.weights: ") + error.what());
  }
}

void load_weights(ParameterStore& store, const WeightsOptions& options) {
  const Source source = read_source(options);
  const WeightsReport report =
      fill_weights(store, source.tensors, source.layout, options.part, source.name);
  say(source.name, report, store.parameters().size());
}

}  // namespace timbre::model
