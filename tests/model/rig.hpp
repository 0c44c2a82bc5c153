#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/fake_source.hpp"
#include "model/op_table.hpp"
#include "model/reference.hpp"
#include "timbre/core/device.hpp"
#include "timbre/model/parameter_store.hpp"
#include "timbre/model/program.hpp"

namespace timbre::test {

/// A network with its parameters and a source of noise, ready to be compiled for the CPU.
class Rig {
 public:
  /// Parameters are noise that keeps the size of activations; biases are not zero, what begins as
  /// ones is near 1.
  Rig(const OpCase& op, std::int64_t examples);

  std::unique_ptr<model::Program> compile(model::ProgramOptions options);

  /// The parameters as the reference takes them.
  std::vector<std::vector<double>> parameters() const;
  /// Examples [first, first + rows) of the source.
  ReferenceBatch batch(std::int64_t first, std::int64_t rows) const;

 private:
  std::unique_ptr<Device> device_;

 public:
  model::Graph graph;
  FakeSource source;
  model::ParameterStore store;
};

/// Fills a store with the noise described at Rig.
void fill_parameters(model::ParameterStore& store);

/// Reads an output of `rows` rows.
std::vector<float> read(model::Program& program, const std::string& output, std::int64_t rows,
                        std::int64_t row_size);

}  // namespace timbre::test
