#include "config/problems.hpp"

#include <algorithm>
#include <tuple>

#include "timbre/config/document.hpp"

namespace timbre::config {
namespace {

std::string lines(const std::vector<std::string>& problems) {
  std::string text;
  for (const std::string& problem : problems) {
    if (!text.empty()) text += '\n';
    text += problem;
  }
  return text;
}

}  // namespace

ConfigError::ConfigError(std::vector<std::string> problems)
    : RequestError(lines(problems)), problems_(std::move(problems)) {}

void Problems::add(const Origin& origin, const std::string& path, const std::string& reason) {
  problems_.push_back({origin, path.empty() ? reason : path + ": " + reason});
}

void Problems::throw_if_any() const {
  if (problems_.empty()) return;
  std::vector<Problem> sorted = problems_;
  std::ranges::stable_sort(sorted, {}, [](const Problem& problem) {
    return std::tie(problem.origin.source, problem.origin.line);
  });
  std::vector<std::string> texts;
  texts.reserve(sorted.size());
  for (const Problem& problem : sorted) {
    texts.push_back(to_string(problem.origin) + ": " + problem.text);
  }
  throw ConfigError(std::move(texts));
}

}  // namespace timbre::config
