#include "applied_network.hpp"

#include <memory>
#include <numeric>

#include "timbre/features/plan.hpp"
#include "timbre/model/graph.hpp"
#include "timbre/training/predictor.hpp"
#include "timbre/training/saved_model.hpp"

namespace timbre::experiment {
namespace {

std::shared_ptr<dataset::ExampleSet> example_set(cache::Extraction&& extraction,
                                                 std::span<const int> labels) {
  auto set = std::make_shared<dataset::ExampleSet>();
  set->values = std::move(extraction.examples);
  set->pictures = std::move(extraction.pictures);
  for (std::size_t file = 0; file + 1 < extraction.first.size(); ++file) {
    const std::int64_t count = extraction.first[file + 1] - extraction.first[file];
    for (std::int64_t segment = 0; segment < count; ++segment) {
      set->label.push_back(labels.empty() ? 0 : labels[file]);
      set->clip.push_back(static_cast<std::int32_t>(file));
      set->segment.push_back(static_cast<std::int32_t>(segment));
    }
  }
  return set;
}

}  // namespace

AppliedNetwork apply_network(Device& device, const std::filesystem::path& model,
                             std::span<const cache::AudioFile> files, std::span<const int> labels) {
  const training::SavedModel saved = training::load_model(model);
  const int classes = static_cast<int>(saved.classes.size());
  cache::Extraction extraction = cache::extract(
      device, files, saved.front_end, cache::OnBadFile::skip, {.enabled = false, .folder = {}});
  AppliedNetwork applied;
  applied.classes = saved.classes;
  applied.bad_files = extraction.bad_files;

  const model::Graph graph =
      model::build_graph(saved.model, features::example_shape(saved.front_end.features), classes);
  model::ParameterStore store(device, graph);
  training::load_parameters(model, store);
  const auto examples = example_set(std::move(extraction), labels);
  training::Predictor predictor(graph, store, examples, classes);
  predictor.set_standardiser(saved.standardiser);
  std::vector<std::int32_t> all(examples->label.size());
  std::iota(all.begin(), all.end(), 0);
  training::Predictions predictions = predictor.predict(all);
  applied.probabilities = std::move(predictions.probabilities);
  applied.loss = predictions.loss;
  applied.file_of_segment = examples->clip;
  return applied;
}

}  // namespace timbre::experiment
