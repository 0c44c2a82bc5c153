#include "timbre/model/parameter_store.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "timbre/core/error.hpp"
#include "timbre/core/log.hpp"
#include "timbre/core/parallel.hpp"
#include "timbre/core/random.hpp"
#include "timbre/model/weights.hpp"

namespace timbre::model {
namespace {

constexpr std::int64_t values_per_block = 4;
constexpr std::int64_t blocks_per_piece = 4096;

void fill_zero(Device& device, const Buffer& buffer) {
  const std::vector<std::byte> zeros(buffer.bytes());
  device.copy_in(buffer.as<void>(), zeros.data(), zeros.size());
}

std::vector<float> copy_out(Device& device, const Buffer& buffer) {
  std::vector<float> values(buffer.bytes() / sizeof(float));
  device.copy_out(values.data(), buffer.as<void>(), buffer.bytes());
  return values;
}

// Four values of a distribution from one block of random words.
using Drawn = std::array<double, values_per_block>;

Drawn draw_uniform(const RandomBlock& block, double limit) {
  Drawn drawn;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    drawn[i] = limit * (2.0 * uniform(block.word[i]) - 1.0);
  }
  return drawn;
}

Drawn draw_normal(const RandomBlock& block, double deviation) {
  const NormalPair low = normal_pair(block.word[0], block.word[1]);
  const NormalPair high = normal_pair(block.word[2], block.word[3]);
  return {deviation * low.first, deviation * low.second, deviation * high.first,
          deviation * high.second};
}

Drawn draw(const ParameterSpec& spec, const RandomBlock& block) {
  switch (spec.initialiser.kind) {
    case InitialiserKind::glorot_uniform: {
      const double fans = static_cast<double>(spec.fan_in + spec.fan_out);
      return draw_uniform(block, std::sqrt(6.0 / fans));
    }
    case InitialiserKind::normal:
      return draw_normal(block, spec.initialiser.scale);
    case InitialiserKind::kaiming_normal: {
      const bool counts_in = spec.initialiser.fan == Fan::in;
      const double fan = static_cast<double>(counts_in ? spec.fan_in : spec.fan_out);
      return draw_normal(block, std::sqrt(2.0 / fan));
    }
    case InitialiserKind::zeros:
      return {};
    case InitialiserKind::ones:
      return {1.0, 1.0, 1.0, 1.0};
  }
  return {};
}

// Value i of parameter number n is value i mod 4 of the block (stream n, item i / 4).
std::vector<float> initial_values(const ParameterSpec& spec, std::uint32_t number,
                                  std::uint64_t seed) {
  const RandomKey key{seed, RandomUse::weights, number};
  std::vector<float> values(element_count(spec.shape));
  const std::int64_t size = std::ssize(values);
  const std::int64_t blocks = (size + values_per_block - 1) / values_per_block;
  parallel_ranges(blocks, blocks_per_piece, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t item = begin; item < end; ++item) {
      const Drawn drawn = draw(spec, key.block(item, 0));
      const std::int64_t first = item * values_per_block;
      const std::int64_t count = std::min(values_per_block, size - first);
      for (std::int64_t i = 0; i < count; ++i) {
        values[first + i] = static_cast<float>(drawn[i]);
      }
    }
  });
  return values;
}

const Parameter& named(const std::vector<Parameter>& parameters, const std::string& name) {
  for (const Parameter& parameter : parameters) {
    if (parameter.spec.name == name) return parameter;
  }
  throw ContractError("the network has no parameter '" + name + "'");
}

}  // namespace

ParameterStore::ParameterStore(Device& device, const Graph& graph)
    : device_(&device), weights_(graph.weights), has_body_(graph.groups > 1) {
  for (const ParameterSpec& spec : graph.parameters) {
    const std::size_t bytes = element_count(spec.shape) * sizeof(float);
    parameters_.push_back({spec, Buffer(device, bytes), Buffer(device, bytes),
                           Buffer(device, bytes), Buffer(device, bytes)});
    fill_zero(device, parameters_.back().value);
    fill_zero(device, parameters_.back().gradient);
  }
  reset_optimiser();
}

void ParameterStore::init(std::uint64_t seed) {
  for (std::size_t number = 0; number < parameters_.size(); ++number) {
    const Parameter& parameter = parameters_[number];
    const std::vector<float> values =
        initial_values(parameter.spec, static_cast<std::uint32_t>(number), seed);
    device_->copy_in(parameter.value.as<void>(), values.data(), parameter.value.bytes());
  }
  reset_optimiser();
  if (!weights_.none()) return load_weights(*this, weights_);
  if (has_body_) log_info("weights: model.weights names none, all start from random values");
}

void ParameterStore::reset_optimiser() {
  for (const Parameter& parameter : parameters_) {
    fill_zero(*device_, parameter.first_moment);
    fill_zero(*device_, parameter.second_moment);
  }
  updates_ = 0;
}

Snapshot ParameterStore::snapshot() const {
  device_->wait();
  Snapshot snapshot;
  for (const Parameter& parameter : parameters_) {
    snapshot.values.push_back(copy_out(*device_, parameter.value));
  }
  return snapshot;
}

void ParameterStore::restore(const Snapshot& snapshot) {
  require(snapshot.values.size() == parameters_.size(), "a snapshot of another network");
  device_->wait();
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    set_value(parameters_[i].spec.name, snapshot.values[i]);
  }
}

std::vector<float> ParameterStore::value(const std::string& name) const {
  device_->wait();
  return copy_out(*device_, named(parameters_, name).value);
}

std::vector<float> ParameterStore::gradient(const std::string& name) const {
  device_->wait();
  return copy_out(*device_, named(parameters_, name).gradient);
}

void ParameterStore::set_value(const std::string& name, const std::vector<float>& value) {
  const Parameter& parameter = named(parameters_, name);
  require(std::ssize(value) == parameter.size(),
          "'" + name + "' has " + std::to_string(parameter.size()) + " values, not " +
              std::to_string(value.size()));
  device_->copy_in(parameter.value.as<void>(), value.data(), parameter.value.bytes());
}

}  // namespace timbre::model
