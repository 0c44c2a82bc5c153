#pragma once

#include <string>
#include <vector>

#include "timbre/report/results.hpp"

namespace timbre::report::test {

/// Those of UrbanSound8K.
const std::vector<std::string>& class_names();

/// A trial of ten epochs with scores computed from made-up predictions of `examples` examples; the
/// first one has maps of 60 of them.
TrialResult sample_trial(int number, std::int64_t examples = 200);

/// A run of `trials` trials in which every field is filled.
RunResults sample_run(int trials = 3);

}  // namespace timbre::report::test
