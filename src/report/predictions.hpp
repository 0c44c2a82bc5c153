#pragma once

#include <string>
#include <vector>

#include "timbre/report/run_folder.hpp"

namespace timbre::report {

/// The first line of predictions.csv (RFC 4180, lines end in CR LF):
/// trial,clip,segment,label,prediction and a column of probabilities for each class.
std::string predictions_header(const std::vector<std::string>& classes);

/// One line for each row. Label and prediction are class names; the segment of a clip's vote is
/// "vote"; a clip without a segment has neither prediction nor probabilities. Probabilities read
/// back as the same float.
std::string predictions_lines(const std::vector<PredictionRow>& rows,
                              const std::vector<std::string>& classes);

}  // namespace timbre::report
