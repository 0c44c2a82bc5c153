#include <algorithm>

#include "timbre/core/error.hpp"
#include "timbre/core/hdf5.hpp"
#include "timbre/core/log.hpp"
#include "timbre/model/weights.hpp"

namespace timbre::model {
namespace {

// Where training::save_model lets a ParameterStore write, and what it writes besides.
constexpr const char* values_group = "parameters/value";

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

}  // namespace

std::filesystem::path find_saved_model(const std::filesystem::path& run_or_model) {
  if (std::filesystem::is_regular_file(run_or_model)) return run_or_model;
  std::vector<std::filesystem::path> models;
  const std::filesystem::path trials = run_or_model / "trials";
  if (std::filesystem::is_directory(trials)) {
    for (const auto& entry : std::filesystem::directory_iterator(trials)) {
      const auto model = entry.path() / "model.h5";
      if (std::filesystem::is_regular_file(model)) models.push_back(model);
    }
  }
  if (models.empty()) {
    throw RequestError(run_or_model.string() +
                       ": neither a saved model nor a run folder with a finished trial");
  }
  return *std::max_element(models.begin(), models.end());
}

void load_weights(ParameterStore& store, const WeightsOptions& options) {
  const bool is_run = !options.run.empty();
  const std::filesystem::path path =
      is_run ? find_saved_model(options.run) : std::filesystem::path(options.file);
  const std::vector<NamedTensor> tensors = is_run ? read_saved_model(path) : read_weights(path);
  const WeightsReport report =
      fill_weights(store, tensors, is_run ? WeightsLayout::own : WeightsLayout::torch, options.part,
                   path.string());
  say(path.string(), report, store.parameters().size());
}

}  // namespace timbre::model
