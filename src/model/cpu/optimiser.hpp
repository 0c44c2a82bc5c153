#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "timbre/model/options.hpp"
#include "timbre/model/parameter_store.hpp"

namespace timbre::model::cpu {

/// Moves parameters along their gradients.
class Optimiser {
 public:
  virtual ~Optimiser() = default;
  /// Update number `update` (1, 2, ...) of `parameters` with the options of that update.
  virtual void apply(const OptimiserOptions& options, std::int64_t update,
                     const std::vector<Parameter*>& parameters) = 0;
};

std::unique_ptr<Optimiser> make_optimiser(OptimiserKind kind);

}  // namespace timbre::model::cpu
