#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/core/hdf5.hpp"
#include "timbre/core/tensor.hpp"
#include "timbre/model/graph.hpp"

namespace timbre::model {

/// A parameter on its device, all of one size: the value, dL/dvalue of the last step, and the
/// optimiser's two moments, of which SGD uses the first as its velocity.
struct Parameter {
  ParameterSpec spec;
  Buffer value;
  Buffer gradient;
  Buffer first_moment;
  Buffer second_moment;
  std::int64_t size() const { return element_count(spec.shape); }
};

/// Values on the host, in the order of the store's parameters.
struct Snapshot {
  std::vector<std::vector<float>> values;
};

/// The parameters of a network and the state of its optimiser. Several programs share one store.
class ParameterStore {
 public:
  /// Zeros everywhere; call init or load.
  ParameterStore(Device& device, const Graph& graph);

  /// Draws all values anew from the initialisers, keyed by the seed and each parameter's number,
  /// then takes those of the graph's weights, and resets the optimiser. The same on every device.
  void init(std::uint64_t seed);
  /// Moments and step count to zero.
  void reset_optimiser();

  std::vector<Parameter>& parameters() { return parameters_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  Device& device() const { return *device_; }

  /// Updates made so far (t of Adam's bias correction).
  std::int64_t updates() const { return updates_; }
  void set_updates(std::int64_t updates) { updates_ = updates; }

  /// Host copies of the values; NaN-safe and exact.
  Snapshot snapshot() const;
  void restore(const Snapshot& snapshot);
  std::vector<float> value(const std::string& name) const;
  std::vector<float> gradient(const std::string& name) const;
  void set_value(const std::string& name, const std::vector<float>& value);

  /// Writes parameters (and, when asked, the optimiser's state) below `group`.
  void save(Hdf5File& file, const std::string& group, bool with_optimiser) const;
  /// Reads what `save` wrote. Throws Error that lists every missing, unknown or reshaped parameter.
  void load(const Hdf5File& file, const std::string& group, bool with_optimiser);

 private:
  Device* device_;
  std::vector<Parameter> parameters_;
  WeightsOptions weights_;
  bool has_body_;
  std::int64_t updates_ = 0;
};

}  // namespace timbre::model
