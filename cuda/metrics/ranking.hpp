#pragma once

#include <memory>

#include "timbre/metrics/ranking.hpp"

namespace timbre::cuda {

/// Rankings on a CUDA device, which sort there.
std::shared_ptr<metrics::RankingMaker> rankings();

}  // namespace timbre::cuda
