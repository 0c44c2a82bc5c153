#pragma once

#include <cstdint>
#include <vector>

namespace timbre::dataset::synthesis {

/// Which sound is wanted.
struct SoundRequest {
  int class_id = 0;          ///< of UrbanSound8K
  std::uint64_t seed = 0;    ///< of the whole data set
  std::uint64_t source = 0;  ///< number of the recording; its clips sound alike
  std::uint64_t clip = 0;    ///< number within the recording, below 1000
  double seconds = 0;
};

/// The samples of a clip at 22,050 Hz: its sound at a level of its own over a background noise of
/// its own, so that classes overlap as they do outdoors.
std::vector<float> synthesise(const SoundRequest& request);

}  // namespace timbre::dataset::synthesis
