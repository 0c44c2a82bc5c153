#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "timbre/experiment/options.hpp"
#include "timbre/experiment/run.hpp"
#include "timbre/report/tsne_maps.hpp"
#include "timbre/training/predictor.hpp"

namespace timbre::experiment {

/// Applies the trained network to some examples, the penultimate layer included.
using ApplyNetwork = std::function<training::Predictions(std::span<const std::int32_t>)>;

/// Maps of tested examples: of the network's outputs and, where it has a dense layer, of what that
/// takes. None where there are fewer than four examples, or where a value is not a number.
report::TsneMaps map_examples(const MapOptions& options, const PreparedData& data,
                              std::span<const std::int32_t> test, std::uint64_t seed,
                              const ApplyNetwork& apply);

}  // namespace timbre::experiment
