#include "predictions.hpp"

#include <charconv>

#include "timbre/core/error.hpp"
#include "timbre/metrics/scores.hpp"

namespace timbre::report {
namespace {

constexpr const char* line_end = "\r\n";

std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char character : text) {
    if (character == '"') quoted += '"';
    quoted += character;
  }
  return quoted + '"';
}

std::string shortest(float value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string line(const PredictionRow& row, const std::vector<std::string>& classes) {
  require(row.probabilities.empty() || row.probabilities.size() == classes.size(),
          "a prediction has one probability for each class");
  std::string text = std::to_string(row.trial);
  text += ',' + field(row.clip) + ',';
  text += row.segment < 0 ? "vote" : std::to_string(row.segment);
  text += ',' + field(classes.at(row.label)) + ',';
  if (row.probabilities.empty()) {
    text.append(classes.size(), ',');
  } else {
    const int guess =
        metrics::argmax_rows(row.probabilities, static_cast<int>(classes.size())).front();
    text += field(classes[guess]);
    for (const float probability : row.probabilities) text += ',' + shortest(probability);
  }
  return text + line_end;
}

}  // namespace

std::string predictions_header(const std::vector<std::string>& classes) {
  std::string text = "trial,clip,segment,label,prediction";
  for (const std::string& name : classes) text += ',' + field(name);
  return text + line_end;
}

std::string predictions_lines(const std::vector<PredictionRow>& rows,
                              const std::vector<std::string>& classes) {
  std::string text;
  for (const PredictionRow& row : rows) text += line(row, classes);
  return text;
}

}  // namespace timbre::report
