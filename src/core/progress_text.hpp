#pragma once

#include <cstdint>
#include <string>

namespace timbre {

/// The figures of a piece of work at one moment.
struct ProgressFigures {
  std::string title;
  std::string unit;
  std::string note;
  std::int64_t done = 0;
  std::int64_t total = 0;  ///< 0 when it is not known
  double seconds = 0.0;    ///< since the start
};

/// "features  120/355 clips  34 %  48.2 clips/s  4.9 s left  loss 1.2"
std::string running_text(const ProgressFigures& figures);

/// "features  355 clips in 7.4 s  48.2 clips/s  loss 1.2"
std::string finished_text(const ProgressFigures& figures);

}  // namespace timbre
