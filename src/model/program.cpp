#include "timbre/model/program.hpp"

#include "timbre/core/error.hpp"

namespace timbre::model {

std::unique_ptr<Program> compile(const Graph& graph, ParameterStore& store,
                                 dataset::BatchSource& source, const ProgramOptions& options) {
  require(options.batch >= 1, "a batch has at least one row");
  const features::ExampleShape shape = source.shape();
  const Shape given = {shape.rows, shape.columns, shape.channels};
  require(given == graph.input,
          "examples are " + to_string(given) + ", the network takes " + to_string(graph.input));
  require(source.classes() == graph.classes, "examples have " + std::to_string(source.classes()) +
                                                 " classes, the network " +
                                                 std::to_string(graph.classes));
  require(store.parameters().size() == graph.parameters.size(),
          "the parameters are another network's");
  return store.device()
      .maker<ProgramMaker>("training programs")
      .make(graph, store, source, options);
}

}  // namespace timbre::model
