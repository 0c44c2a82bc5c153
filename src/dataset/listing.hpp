#pragma once

#include <span>
#include <string>

namespace timbre::dataset {

/// "a, b, c", for messages.
inline std::string listing(std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// "fold 4" or "folds 4, 5, 6".
inline std::string named_folds(std::span<const int> folds) {
  std::string numbers;
  for (const int fold : folds) numbers += (numbers.empty() ? "" : ", ") + std::to_string(fold);
  return (folds.size() == 1 ? "fold " : "folds ") + numbers;
}

}  // namespace timbre::dataset
