#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "timbre/core/device.hpp"
#include "timbre/core/json.hpp"

namespace timbre::experiment {

struct Guess {
  std::string label;
  double probability = 0;
};

/// What a network makes of one recording.
struct FilePrediction {
  std::string file;
  std::int64_t segments = 0;
  std::string problem;               ///< why there is no prediction; empty when there is one
  bool unreadable = false;           ///< the problem is the file, not its length
  std::vector<Guess> first_segment;  ///< best first: what document 001 prints
  std::vector<Guess> vote;           ///< mean probability over all segments, best first
};

/// The model.h5 that a path means: the file itself, or in a run folder that of trial `number`
/// (0: the last one, as in document 001). Throws RequestError when there is none.
std::filesystem::path find_model(const std::filesystem::path& run_or_model, int number);

/// Applies a saved network to recordings; `top` guesses each. Files that cannot be read or are
/// shorter than a segment keep their reason.
std::vector<FilePrediction> predict_files(Device& device, const std::filesystem::path& model,
                                          const std::vector<std::string>& files, int top);

/// For people: each file with its guesses, first segment and vote.
std::string predictions_text(const std::vector<FilePrediction>& predictions);
Json predictions_json(const std::vector<FilePrediction>& predictions);

}  // namespace timbre::experiment
