#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "timbre/report/results.hpp"

namespace timbre::report {

/// A clip that a vote got wrong, as people see and hear it.
struct Exhibit {
  int trial = 0;  ///< 1-based
  WrongClip clip = {};
  double seconds = 0;  ///< of the whole clip; 0 for a picture
  std::string picture =
      {};                  ///< bytes of a PNG: the spectrogram, or the clip where that is a picture
  std::string sound = {};  ///< bytes of a mono 16-bit WAV, the clip's beginning; may be empty
  std::string problem = {};  ///< why there is no picture; empty when there is one
};

/// How much of a run is shown, so that the page stays small enough for a phone.
struct ExhibitLimits {
  std::size_t exhibits = 12;
  std::size_t sound_bytes = 2 << 20;  ///< of all sounds together; the rest keeps its picture alone
};

/// The worst of all trials' wrong clips, worst first. `files` tells where clips lie; one that is
/// missing there, or cannot be read any more, keeps the reason.
std::vector<Exhibit> make_exhibits(metrics::Ranking& ranking, const RunResults& results,
                                   const std::map<std::string, std::filesystem::path>& files,
                                   const ExhibitLimits& limits = {});

}  // namespace timbre::report
