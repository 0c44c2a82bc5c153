#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "timbre/dataset/options.hpp"

namespace timbre::dataset::synthesis {

/// Which sound is wanted.
struct SoundRequest {
  Sounds sounds = Sounds::urban;
  int class_id = 0;          ///< index into class_names(sounds)
  std::uint64_t seed = 0;    ///< of the whole data set
  std::uint64_t source = 0;  ///< number of the recording; its clips sound alike
  std::uint64_t clip = 0;    ///< number within the recording, below 1000
  double seconds = 0;
  int rate = 22050;  ///< Hz; at another one than 22,050 the sounds are played faster or slower
};

/// The classes of a kind of sounds, in the order of their ids.
std::vector<std::string> class_names(Sounds sounds);

/// The samples of a clip at its rate: its sound at a level of its own over a background noise of
/// its own, so that classes overlap as they do outdoors.
std::vector<float> synthesise(const SoundRequest& request);

}  // namespace timbre::dataset::synthesis
