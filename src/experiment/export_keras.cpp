#include "timbre/experiment/export_keras.hpp"

#include "timbre/features/plan.hpp"
#include "timbre/model/weights.hpp"
#include "timbre/training/saved_model.hpp"

namespace timbre::experiment {

void export_keras(const std::filesystem::path& model, const std::filesystem::path& file) {
  const training::SavedModel saved = training::load_model(model);
  const model::Graph graph =
      model::build_graph(saved.model, features::example_shape(saved.front_end.features),
                         static_cast<int>(saved.classes.size()));
  const std::unique_ptr<Device> host = open_cpu();
  model::ParameterStore store(*host, graph);
  training::load_parameters(model, store);
  model::write_keras(file, store);
}

}  // namespace timbre::experiment
