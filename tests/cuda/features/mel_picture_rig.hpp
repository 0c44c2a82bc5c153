#pragma once

#include <vector>

#include "cuda/features/picture_rig.hpp"
#include "features/picture/mel_picture_sets.hpp"

namespace timbre::test {

inline std::vector<float> mel_pictures_on_cpu(const OptionSet& set, const ClipBatch& batch) {
  return examples_of(*features::plan(cpu_with_plans(), set.options, set.sample_rate), batch);
}

}  // namespace timbre::test
