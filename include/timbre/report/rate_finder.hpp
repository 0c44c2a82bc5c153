#pragma once

#include <cstdint>
#include <string>

#include "timbre/core/json.hpp"
#include "timbre/training/rate_finder.hpp"

namespace timbre::report {

/// What the learning-rate finder saw in an experiment's first trial.
struct RateSearch {
  std::string experiment;
  bool synthetic = false;
  std::int64_t seed = 0;
  std::int64_t train_examples = 0;
  std::int64_t batch_size = 0;
  training::RateCurve curve;
};

/// rate_finder.json. The suggestion is null where there is none.
Json to_json(const RateSearch& search);

/// rate_finder.html: the smoothed loss over the rate, whose axis is logarithmic, with the
/// suggestion marked; without the first and last points, as fastai draws it. One page without any
/// outside resource.
std::string rate_finder_html(const RateSearch& search);

/// "suggested learning rate 3.31e-03, where the loss falls fastest", or why there is none.
std::string suggestion_text(const training::RateCurve& curve);

}  // namespace timbre::report
