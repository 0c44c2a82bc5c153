#pragma once

#include <vector>

#include "timbre/dataset/collection.hpp"
#include "timbre/metrics/ranking.hpp"
#include "timbre/metrics/scores.hpp"
#include "timbre/report/results.hpp"

namespace timbre::experiment {

/// Accuracy of the votes; clips are indices into the collection.
report::ClipScores score_clips(metrics::Ranking& ranking, const dataset::Collection& collection,
                               const std::vector<metrics::ClipPrediction>& votes);

/// The worst of the votes that name another class than the clip's, worst first.
std::vector<report::WrongClip> worst_clips(metrics::Ranking& ranking,
                                           const dataset::Collection& collection,
                                           const std::vector<metrics::ClipPrediction>& votes);

}  // namespace timbre::experiment
